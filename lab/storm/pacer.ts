/** After a stall at most this much of it is made up for: a pacer that catches up at once is a storm of its own. */
const CATCH_UP_MS = 250

/** Says how many events are due at a steady rate. */
export class Pacer {
  readonly #perSecond: number
  #since: number
  #issued = 0

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond
    this.#since = now
  }

  /** Events due since the last call. */
  due(now: number): number {
    const expected = ((now - this.#since) * this.#perSecond) / 1_000
    const most = Math.ceil((CATCH_UP_MS * this.#perSecond) / 1_000)
    const due = Math.floor(expected) - this.#issued
    this.#issued += due
    if (due <= most) return Math.max(0, due)
    // Forget the rest of the stall.
    this.#since = now
    this.#issued = 0
    return most
  }
}
