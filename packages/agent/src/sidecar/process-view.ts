import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { parseLimit } from '../observe/descriptors.ts'
import { readPageBytes, residentPages } from '../observe/page-size.ts'

const CLOCK_TICKS_PER_SECOND = 100

/** What /proc says of another process. Every reading is `null` where it may not be read, or the process has gone. */
export class ProcessView {
  readonly #folder: string
  readonly #pageBytes = readPageBytes()

  constructor(pid: number) {
    this.#folder = `/proc/${pid}`
  }

  get alive(): boolean {
    return this.#text('stat') !== null
  }

  rssBytes(): number | null {
    const pages = residentPages(this.#text('statm'))
    return pages === null ? null : pages * this.#pageBytes
  }

  /** CPU seconds since it started. */
  cpuSeconds(): number | null {
    const fields = this.#text('stat')
      ?.replace(/^.*\) /s, '')
      .split(' ')
    if (!fields) return null
    return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND
  }

  descriptors(): { open: number | null; limit: number | null } {
    return { open: this.#openDescriptors(), limit: parseLimit(this.#text('limits') ?? '') }
  }

  /** Tables of TCP sockets in the network namespace of the process. */
  socketTables(): string[] {
    return ['net/tcp', 'net/tcp6'].map(name => this.#text(name)).filter(table => table !== null)
  }

  /** Inodes of the sockets it holds, to find what it listens on. */
  socketInodes(): Set<string> {
    const inodes = new Set<string>()
    try {
      for (const fd of readdirSync(`${this.#folder}/fd`)) {
        const inode = /^socket:\[(\d+)\]$/.exec(this.#link(fd))?.[1]
        if (inode) inodes.add(inode)
      }
    } catch {
      // Another user's process: its ports have to be named.
    }
    return inodes
  }

  #openDescriptors(): number | null {
    try {
      // The size is their number since Linux 6.2; before, it is 0 and they are listed.
      return statSync(`${this.#folder}/fd`).size || readdirSync(`${this.#folder}/fd`).length
    } catch {
      return null
    }
  }

  #link(fd: string): string {
    try {
      return readlinkSync(`${this.#folder}/fd/${fd}`)
    } catch {
      return ''
    }
  }

  #text(name: string): string | null {
    try {
      return readFileSync(`${this.#folder}/${name}`, 'latin1')
    } catch {
      return null
    }
  }
}
