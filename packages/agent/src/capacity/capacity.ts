/** Seconds with fewer arrivals than this say what the loop does without any. */
const IDLE_ACCEPTS = 5
/** Seconds with at least this many say what an arrival costs. */
const BUSY_ACCEPTS = 20
/** Of what the loop has left, this much is promised. */
const HEADROOM = 0.8
const SMOOTHING = 0.3
const MIN_COST_RATIO = 1e-5

/**
 * Measures how many sessions a second this node can accept, from how busy its event loop is in seconds with and
 * without arrivals. `null` until a busy second was seen: a guess would become everybody's window.
 */
export class Capacity {
  perSecond: number | null = null
  #idleRatio = 0
  /** Share of a second that one arrival keeps the loop busy. */
  #costRatio: number | null = null

  /**
   * One second's measurement.
   * @param accepts sessions accepted in it
   * @param busyRatio share of it that the loop was busy, 0 to 1
   */
  sample(accepts: number, busyRatio: number): void {
    if (accepts < IDLE_ACCEPTS) this.#idleRatio += SMOOTHING * (busyRatio - this.#idleRatio)
    if (accepts < BUSY_ACCEPTS) return
    const cost = Math.max((busyRatio - this.#idleRatio) / accepts, MIN_COST_RATIO)
    const before: number = this.#costRatio ?? cost
    this.#costRatio = before + SMOOTHING * (cost - before)
    const left = Math.max(1 - this.#idleRatio, 0.05) * HEADROOM
    this.perSecond = Math.max(1, Math.round(left / this.#costRatio))
  }
}
