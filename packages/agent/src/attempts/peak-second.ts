const SECONDS_KEPT = 300

/** The largest second of the last five minutes, so that a burst stays visible between two scrapes. */
export class PeakSecond {
  readonly #count = new Float64Array(SECONDS_KEPT)
  readonly #endedAtMs = new Float64Array(SECONDS_KEPT)
  #second = 0

  /** Offers the number of attempts in the second that ends at `atMs` (ms since the agent started). */
  offer(attempts: number, atMs: number): void {
    const second = Math.floor(atMs / 1_000)
    if (second > this.#second) this.#advance(second)
    const slot = this.#second % SECONDS_KEPT
    if (attempts <= (this.#count[slot] as number)) return
    this.#count[slot] = attempts
    this.#endedAtMs[slot] = atMs
  }

  /** The largest of the last 300 s and its end; `atMs` is `null` when there was no attempt at all. */
  read(nowMs: number): { perSecond: number; atMs: number | null } {
    this.#advance(Math.floor(nowMs / 1_000))
    let best = 0
    for (let slot = 1; slot < SECONDS_KEPT; slot++) {
      if ((this.#count[slot] as number) > (this.#count[best] as number)) best = slot
    }
    const perSecond = this.#count[best] as number
    return { perSecond, atMs: perSecond > 0 ? (this.#endedAtMs[best] as number) : null }
  }

  #advance(to: number): void {
    const from = Math.max(this.#second + 1, to - SECONDS_KEPT + 1)
    for (let second = from; second <= to; second++) this.#count[second % SECONDS_KEPT] = 0
    this.#second = Math.max(this.#second, to)
  }
}
