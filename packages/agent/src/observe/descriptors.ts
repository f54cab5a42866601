import { closeSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs'

/** Given up when a directory must be listed and none is left. */
const SPARES = 4

export type DescriptorReading = { open: number | null; limit: number | null; peak: number | null }

/**
 * Open descriptors of this process and their limit. Since Linux 6.2 the size of /proc/self/fd is their number,
 * which needs no descriptor; before that the folder is listed, with a spare one given up for it.
 */
export class Descriptors {
  readonly #limit: number | null
  readonly #sizeCounts: boolean
  #spares: number[] = []
  #peak = 0

  constructor() {
    this.#limit = readLimit()
    this.#sizeCounts = sizeOfFolder() > 0
    this.#refill()
  }

  read(): DescriptorReading {
    const open = this.#count()
    if (open !== null) this.#peak = Math.max(this.#peak, open)
    return { open, limit: this.#limit, peak: open === null ? null : this.#peak }
  }

  /** True while so few are left that accepting fails or is about to. */
  exhausted(reading: DescriptorReading): boolean {
    return reading.open !== null && reading.limit !== null && reading.open >= reading.limit - SPARES
  }

  close(): void {
    for (const fd of this.#spares) closeSync(fd)
    this.#spares = []
  }

  #count(): number | null {
    try {
      if (this.#sizeCounts) return sizeOfFolder()
      const spare = this.#spares.pop()
      if (spare !== undefined) closeSync(spare)
      const listed = readdirSync('/proc/self/fd').length
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

function readLimit(): number | null {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))
    return soft?.[1] ? Number(soft[1]) : null
  } catch {
    return null
  }
}
