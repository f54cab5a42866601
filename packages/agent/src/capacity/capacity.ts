import { rank } from '../session/latency-window.ts'

/** Seconds with fewer arrivals than this say what the loop does without any. */
const IDLE_ACCEPTS = 5
/** Seconds with at least this many say what an arrival costs. */
const BUSY_ACCEPTS = 20
/** The median of this many busy seconds counts: one in which the code was cold or the host busy does not. */
const SAMPLES_KEPT = 15
const SAMPLES_NEEDED = 3
/** Of what the loop has left, this much is promised. */
const HEADROOM = 0.8
const SMOOTHING = 0.3
const MIN_COST_RATIO = 1e-5

/**
 * Measures how many sessions a second this node can accept, from how busy its event loop is in seconds with and
 * without arrivals. `null` until enough busy seconds were seen: a guess would become everybody's window.
 */
export class Capacity {
  perSecond: number | null = null
  #idleRatio = 0
  /** Shares of a second that one arrival kept the loop busy. */
  readonly #costRatios: number[] = []

  /**
   * One second's measurement.
   * @param accepts sessions accepted in it
   * @param busyRatio share of it that the loop was busy, 0 to 1
   */
  sample(accepts: number, busyRatio: number): void {
    if (accepts < IDLE_ACCEPTS) this.#idleRatio += SMOOTHING * (busyRatio - this.#idleRatio)
    if (accepts < BUSY_ACCEPTS) return
    this.#costRatios.push(Math.max((busyRatio - this.#idleRatio) / accepts, MIN_COST_RATIO))
    if (this.#costRatios.length > SAMPLES_KEPT) this.#costRatios.shift()
    if (this.#costRatios.length < SAMPLES_NEEDED) return
    const cost = rank(Float64Array.from(this.#costRatios).sort(), 0.5) ?? 1
    const left = Math.max(1 - this.#idleRatio, 0.05) * HEADROOM
    this.perSecond = Math.max(1, Math.round(left / cost))
  }
}
