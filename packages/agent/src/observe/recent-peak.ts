const MINUTE_MS = 60_000
const MINUTES = 10

/** The largest value of the last ten minutes, kept by minute. Times are ms of one monotonic clock. */
export class RecentPeak {
  readonly #largest = new Float64Array(MINUTES)
  #minute = 0

  offer(value: number, nowMs: number): void {
    this.#advance(nowMs)
    const slot = this.#minute % MINUTES
    this.#largest[slot] = Math.max(this.#largest[slot] as number, value)
  }

  /** @param current holds now, whatever was offered */
  read(current: number, nowMs: number): number {
    this.offer(current, nowMs)
    return Math.max(...this.#largest)
  }

  #advance(nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS)
    for (let next = Math.max(this.#minute + 1, minute - MINUTES + 1); next <= minute; next++)
      this.#largest[next % MINUTES] = 0
    this.#minute = Math.max(this.#minute, minute)
  }
}
