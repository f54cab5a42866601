/** The queue never holds more than can be admitted in this time; the rest get a window. */
export const MAX_QUEUE_MS = 5_000
/** What may come in at once after a pause, as a share of a second's capacity. */
const BURST_RATIO = 0.1

/** A fixed rate, for adapters that do not measure theirs. */
export type AdmissionRate = {
  perSecond: number
  /** Size of the bucket. */
  burst: number
  /** Least time between two, ms. */
  gapMs: number
}

type Waiting = { admit: () => void; gone: () => boolean }

/** Lets sessions in at the rate that was measured, in order. Without a measurement everybody comes in at once. */
export class AdmissionQueue {
  readonly #waiting: Waiting[] = []
  readonly #rate: AdmissionRate | null
  #tokens: number
  #filledAtMs: number | null = null
  #admittedAtMs = Number.NEGATIVE_INFINITY

  constructor(rate: AdmissionRate | null = null) {
    this.#rate = rate
    this.#tokens = rate?.burst ?? 0
  }

  get length(): number {
    return this.#waiting.length
  }

  /**
   * Admits now or later; false when the queue is full and the session must be refused.
   * @param perSecond capacity; `null`: not known
   * @param gone true when whoever waits has left
   */
  enter(perSecond: number | null, nowMs: number, admit: () => void, gone: () => boolean): boolean {
    if (perSecond === null) {
      admit()
      return true
    }
    this.#fill(perSecond, nowMs)
    if (this.#waiting.length === 0 && this.#mayEnter(nowMs)) {
      this.#take(nowMs)
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
    try {
      for (const { admit, gone } of this.#waiting) {
        const left = gone()
        if (!left && perSecond !== null && !this.#mayEnter(nowMs)) break
        passed++
        if (left) continue
        this.#take(nowMs)
        admit()
      }
    } finally {
      // Also after an error on the way in: nobody may be let in twice.
      if (passed > 0) this.#waiting.splice(0, passed)
    }
  }

  /** Lets everybody in at once: the agent is being taken out. */
  flush(): void {
    for (const { admit, gone } of this.#waiting.splice(0)) if (!gone()) admit()
  }

  #mayEnter(nowMs: number): boolean {
    return this.#tokens >= 1 && nowMs - this.#admittedAtMs >= (this.#rate?.gapMs ?? 0)
  }

  #take(nowMs: number): void {
    this.#tokens--
    // Counted on from the last one while it is due, so that a ticker of 50 ms lets in five of 10 ms each.
    const gapMs = this.#rate?.gapMs ?? 0
    this.#admittedAtMs = Math.max(this.#admittedAtMs + gapMs, nowMs - 5 * gapMs)
  }

  #fill(perSecond: number, nowMs: number): void {
    const most = this.#rate?.burst ?? Math.max(1, perSecond * BURST_RATIO)
    const sinceMs = this.#filledAtMs === null ? MAX_QUEUE_MS : nowMs - this.#filledAtMs
    this.#tokens = Math.min(most, Math.max(0, this.#tokens) + (sinceMs / 1_000) * perSecond)
    this.#filledAtMs = nowMs
  }
}
