import { BUCKET_MS } from '@stormdeck/protocol'
import type { Received } from './received.ts'

/**
 * The smallest bound of this half and the one before counts, so that alignment follows clocks that drift apart: by less
 * than a bucket in that time, also while NTP slews one by 0.5 ms a second.
 */
const HALF_MS = 60_000
/** The shift moves only when it is this far from where it ought to be, so that it does not flutter. In buckets. */
const HYSTERESIS = 0.75
/** Ages and clocks are read a moment apart: only beyond this an answer contradicts the earlier ones. */
const TOLERANCE_MS = BUCKET_MS

/**
 * Places an agent's numbered buckets on our clock. An answer says how old its newest bucket is, and is late by the time
 * it travelled: so every answer gives an upper bound, and the smallest one recently seen is the best. It was not made
 * before it was asked for either: an answer that says so comes from an agent whose clock stood still (a paused machine),
 * and what was known of it is void. All of this is kept on the monotonic clock, so that setting the wall clock moves the
 * buckets by just as much. A boot of the agent begins a new numbering.
 */
export class BucketAlignment {
  #boot: string | null = null
  /** When bucket 0 began, monotonic ms: smallest bound of this half, and of the one before. */
  #current = Number.POSITIVE_INFINITY
  #previous = Number.POSITIVE_INFINITY
  #halfSince = 0
  #shift = 0

  /**
   * What to add to the agent's bucket numbers to get ours (epoch ms ÷ 100).
   * @param newest number of the newest bucket of the answer
   * @param newestAgeMs how long that bucket had been filling when the answer was made, at most 100
   */
  shift(boot: string, newest: number, received: Received, newestAgeMs: number): number {
    const { at, mono, askedMono } = received
    const beforeAnswerMs = newest * BUCKET_MS + newestAgeMs
    // Agents say no more than 100 ms: such a bucket may be older, and then bounds nothing from below.
    const earliest = newestAgeMs < BUCKET_MS ? askedMono - beforeAnswerMs : Number.NEGATIVE_INFINITY
    const began = boot !== this.#boot || earliest > this.#best + TOLERANCE_MS
    this.#boot = boot
    this.#note(mono - beforeAnswerMs, mono, began)
    const exact = (this.#best + at - mono) / BUCKET_MS
    if (began || Math.abs(exact - this.#shift) > HYSTERESIS) this.#shift = Math.round(exact)
    return this.#shift
  }

  get #best(): number {
    return Math.min(this.#current, this.#previous)
  }

  #note(bound: number, mono: number, began: boolean): void {
    const halfMs = mono - this.#halfSince
    if (began || halfMs >= 2 * HALF_MS) this.#current = Number.POSITIVE_INFINITY
    if (began || halfMs >= HALF_MS) {
      this.#previous = this.#current
      this.#current = bound
      this.#halfSince = mono
    } else this.#current = Math.min(this.#current, bound)
  }
}
