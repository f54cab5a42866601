/** The queue never holds more than can be admitted in this time; the rest get a window. */
export const MAX_QUEUE_MS = 5_000
/** What may come in at once after a pause, as a share of a second's capacity. */
const BURST_RATIO = 0.1

type Waiting = { admit: () => void; gone: () => boolean }

/** Lets sessions in at the rate that was measured, in order. Without a measurement everybody comes in at once. */
export class AdmissionQueue {
  readonly #waiting: Waiting[] = []
  #tokens = 0
  #filledAtMs = 0

  get length(): number {
    return this.#waiting.length
  }

  /**
   * Admits now or later; false when the queue is full and the session must be refused.
   * @param perSecond measured capacity; `null`: not known
   * @param gone true when whoever waits has left
   */
  enter(perSecond: number | null, nowMs: number, admit: () => void, gone: () => boolean): boolean {
    if (perSecond === null) {
      admit()
      return true
    }
    this.#fill(perSecond, nowMs)
    if (this.#waiting.length === 0 && this.#tokens >= 1) {
      this.#tokens--
      admit()
      return true
    }
    if (this.#waiting.length >= (perSecond * MAX_QUEUE_MS) / 1_000) return false
    this.#waiting.push({ admit, gone })
    return true
  }

  /** Called by the ticker: lets in who is due. */
  tick(perSecond: number | null, nowMs: number): void {
    if (perSecond !== null) this.#fill(perSecond, nowMs)
    let passed = 0
    for (const { admit, gone } of this.#waiting) {
      if (!gone()) {
        if (perSecond !== null && this.#tokens < 1) break
        this.#tokens--
        admit()
      }
      passed++
    }
    if (passed > 0) this.#waiting.splice(0, passed)
  }

  #fill(perSecond: number, nowMs: number): void {
    const most = Math.max(1, perSecond * BURST_RATIO)
    this.#tokens = Math.min(
      most,
      Math.max(0, this.#tokens) + ((nowMs - this.#filledAtMs) / 1_000) * perSecond,
    )
    this.#filledAtMs = nowMs
  }
}
