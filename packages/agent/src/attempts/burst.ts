/**
 * Decides exactly whether `threshold` attempts fell into any `windowMs`, from the times of the last `threshold`
 * attempts (F14, detection.md). Constant memory; one store and one comparison an attempt.
 *
 * The window is half open, (now − windowMs, now]: two attempts exactly `windowMs` apart are not within it.
 */
export class Burst {
  readonly threshold: number
  readonly windowMs: number
  /** When an attempt last completed a burst, ms; `null`: never. */
  lastAtMs: number | null = null
  /** Ring; `#next` is the oldest of the last `threshold` times and will be overwritten. */
  readonly #times: Float64Array
  #next = 0
  #newestMs = Number.NEGATIVE_INFINITY

  /** @param threshold at least 2: a single attempt is never a burst */
  constructor(threshold: number, windowMs: number) {
    if (!(threshold >= 2)) throw new RangeError('a burst is at least 2 attempts')
    this.threshold = threshold
    this.windowMs = windowMs
    this.#times = new Float64Array(threshold).fill(Number.NEGATIVE_INFINITY)
  }

  /**
   * Counts an attempt at `atMs` and says whether it completed a burst. Times must not fall.
   *
   * While the loop was stopped, attempts queue in the kernel and then arrive all at once. Each is known to have
   * come between `notBeforeMs` and `atMs` only, so it is dated to the earliest moment that completes no burst:
   * what still completes one had to, however the attempts were spread.
   */
  add(atMs: number, notBeforeMs = atMs): boolean {
    const times = this.#times
    const next = this.#next
    const following = next + 1 === this.threshold ? 0 : next + 1
    // Compared as a sum, as it is dated below: the difference to a date made of it may round to less than the window.
    const outsideFrom = (times[following] as number) + this.windowMs
    let at = atMs
    if (notBeforeMs < atMs) at = Math.min(atMs, Math.max(notBeforeMs, this.#newestMs, outsideFrom))
    times[next] = at
    this.#next = following
    this.#newestMs = at
    if (at >= outsideFrom) return false
    this.lastAtMs = at
    return true
  }

  /** The times that are kept, oldest first. */
  times(): number[] {
    const kept = [...this.#times.subarray(this.#next), ...this.#times.subarray(0, this.#next)]
    return kept.filter(at => at !== Number.NEGATIVE_INFINITY)
  }

  /** Until when the last `threshold` attempts are a burst, ms; −∞ before there are so many. */
  get holdsUntilMs(): number {
    return (this.#times[this.#next] as number) + this.windowMs
  }

  /** True when the window that ends at `nowMs` holds a burst. */
  holds(nowMs: number): boolean {
    return nowMs < this.holdsUntilMs
  }
}
