import { BUCKET_MS } from '@stormdeck/protocol'

/** How far two clocks may drift apart, ms a second, before alignment follows. Crystals stay within 0.1. */
const DRIFT_MS_PER_SECOND = 0.5
/** The shift moves only when it is this far from where it ought to be, so that it does not flutter. In buckets. */
const HYSTERESIS = 0.75

/**
 * Places an agent's numbered buckets on our clock. An answer says how old its newest bucket is, and is late by the time
 * it travelled: so every answer gives an upper bound, and the smallest one recently seen is the best. A boot of the
 * agent begins a new numbering.
 */
export class BucketAlignment {
  #boot: string | null = null
  #best = Number.POSITIVE_INFINITY
  #at = 0
  #shift = 0

  /**
   * What to add to the agent's bucket numbers to get ours (epoch ms ÷ 100).
   * @param newest number of the newest bucket of the answer
   * @param receivedAt epoch ms at which we received it
   * @param newestAgeMs how long that bucket had been filling when the answer was made
   */
  shift(boot: string, newest: number, receivedAt: number, newestAgeMs: number): number {
    const exact = (receivedAt - newestAgeMs) / BUCKET_MS - newest
    const drift = (((receivedAt - this.#at) / 1_000) * DRIFT_MS_PER_SECOND) / BUCKET_MS
    const began = boot !== this.#boot || receivedAt < this.#at
    this.#best = began ? exact : Math.min(exact, this.#best + drift)
    this.#at = receivedAt
    this.#boot = boot
    if (began || Math.abs(this.#best - this.#shift) > HYSTERESIS) this.#shift = Math.round(this.#best)
    return this.#shift
  }
}
