import { Burst } from './burst.ts'

/** Attempts that a burst may take. A verdict is decided from the time of each of them. */
export const BURST_ATTEMPTS = { least: 2, most: 1_000 } as const
/** Thresholds besides the usual one: as many as there are readers. */
const MAX_OTHERS = 8

/**
 * The exact verdict for every threshold that a reader asks for. The usual one is always kept; another from when it
 * was first asked about, so that one above the usual is sure after its first second, until eight newer ones are.
 */
export class BurstVerdicts {
  readonly usual: Burst
  readonly #others = new Map<number, Burst>()

  constructor(threshold: number, windowMs: number) {
    this.usual = new Burst(threshold, windowMs)
  }

  /** @param attempts held within {@link BURST_ATTEMPTS}; the verdict names the threshold it is of */
  of(attempts: number): Burst {
    const threshold = Math.min(Math.max(Math.floor(attempts), BURST_ATTEMPTS.least), BURST_ATTEMPTS.most)
    if (threshold === this.usual.threshold) return this.usual
    const burst = this.#others.get(threshold) ?? this.#begin(threshold)
    this.#others.delete(threshold)
    this.#others.set(threshold, burst)
    const [longestUnasked] = this.#others.keys()
    if (this.#others.size > MAX_OTHERS && longestUnasked !== undefined) this.#others.delete(longestUnasked)
    return burst
  }

  /** @returns whether the attempt completed a burst of the usual threshold, and of any */
  add(atMs: number, notBeforeMs: number): { usual: boolean; any: boolean } {
    const usual = this.usual.add(atMs, notBeforeMs)
    let any = usual
    for (const burst of this.#others.values()) any = burst.add(atMs, notBeforeMs) || any
    return { usual, any }
  }

  #begin(threshold: number): Burst {
    const burst = new Burst(threshold, this.usual.windowMs)
    for (const atMs of this.usual.times()) burst.add(atMs)
    return burst
  }
}
