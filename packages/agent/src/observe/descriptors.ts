import { closeSync, openSync, readdirSync, statSync } from 'node:fs'
import { ProcFile } from './proc-file.ts'

/** Given up when a directory must be listed and none is left. */
const SPARES = 4

export type DescriptorReading = { open: number | null; limit: number | null; peak: number | null }

/** A listing of the folder is used for so long, ms, and for so many times what it took: thousands of names cost many ms. */
const LISTING = { forMs: 1_000, timesItsOwn: 100 } as const

/** What is asked of the system. `size` is 0 where the folder does not tell its own (before Linux 6.2). */
export type DescriptorFolder = { size: () => number; list: () => number; now: () => number }

const OWN_FOLDER: DescriptorFolder = {
  size: sizeOfFolder,
  list: () => readdirSync('/proc/self/fd').length,
  now: () => performance.now(),
}

/**
 * Open descriptors of this process and their limit. Since Linux 6.2 the size of /proc/self/fd is their number,
 * which needs no descriptor; before that the folder is listed, with a spare one given up for it, and not each time.
 */
export class Descriptors {
  /** Held open: the limit can be changed from outside, and by then nothing may be left to read it with. */
  readonly #limits = new ProcFile('/proc/self/limits')
  readonly #folder: DescriptorFolder
  readonly #sizeCounts: boolean
  #spares: number[] = []
  #peak = 0
  #listed: number | null = null
  #listAgainAtMs = Number.NEGATIVE_INFINITY

  constructor(folder: DescriptorFolder = OWN_FOLDER) {
    this.#folder = folder
    this.#sizeCounts = folder.size() > 0
    this.#refill()
  }

  read(): DescriptorReading {
    const open = this.#count()
    if (open !== null) this.#peak = Math.max(this.#peak, open)
    return { open, limit: parseLimit(this.#limits.readText() ?? ''), peak: open === null ? null : this.#peak }
  }

  /** True while so few are left that accepting fails or is about to. */
  exhausted(reading: DescriptorReading): boolean {
    return reading.open !== null && reading.limit !== null && reading.open >= reading.limit - SPARES
  }

  close(): void {
    this.#limits.close()
    for (const fd of this.#spares) closeSync(fd)
    this.#spares = []
  }

  #count(): number | null {
    if (this.#sizeCounts) return this.#folder.size() || null
    const startedAtMs = this.#folder.now()
    if (startedAtMs < this.#listAgainAtMs) return this.#listed
    this.#listed = this.#list()
    const tookMs = this.#folder.now() - startedAtMs
    this.#listAgainAtMs = startedAtMs + Math.max(LISTING.forMs, tookMs * LISTING.timesItsOwn)
    return this.#listed
  }

  #list(): number | null {
    try {
      const spare = this.#spares.pop()
      if (spare !== undefined) closeSync(spare)
      const listed = this.#folder.list()
      this.#refill()
      return listed
    } catch {
      return null
    }
  }

  #refill(): void {
    try {
      while (this.#spares.length < SPARES) this.#spares.push(openSync('/dev/null', 'r'))
    } catch {
      // None left: what is held already is all there is.
    }
  }
}

function sizeOfFolder(): number {
  try {
    return statSync('/proc/self/fd').size
  } catch {
    return 0
  }
}

/** `Max open files            1024                 1048576              files`: the soft limit. */
export function parseLimit(limits: string): number | null {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)
  return soft?.[1] ? Number(soft[1]) : null
}
