import { TOUCH_INTERVAL_MS } from '../attempts/attempts.ts'

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

/** Somebody who wants to come in. `admit` or `refuse` is called, once, unless it has gone by then. */
export type Arrival = {
  admit: () => void
  /** The queue is full, or has become longer than what it may hold. */
  refuse: () => void
  /** Whoever waits has left. */
  gone: () => boolean
}

/** Lets sessions in at the rate that was measured, in order. Without a measurement everybody comes in at once. */
export class AdmissionQueue {
  #waiting: Arrival[] = []
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
   * Admits now or later, or refuses where the queue is full.
   * @param perSecond capacity; `null`: not known
   */
  enter(perSecond: number | null, nowMs: number, arrival: Arrival): void {
    if (perSecond === null) {
      arrival.admit()
      return
    }
    this.#fill(perSecond, nowMs)
    if (this.#waiting.length === 0 && this.#mayEnter(nowMs)) {
      this.#take(nowMs)
      arrival.admit()
    } else if (this.#waiting.length < mostWaiting(perSecond)) this.#waiting.push(arrival)
    else arrival.refuse()
  }

  /** Called by the ticker: lets in who is due, and refuses who came last where the rate has fallen since. */
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
    if (perSecond !== null) this.#shorten(mostWaiting(perSecond))
  }

  /** Lets everybody in at once: the agent is being taken out. */
  flush(): void {
    for (const { admit, gone } of this.#waiting.splice(0)) if (!gone()) admit()
  }

  #shorten(most: number): void {
    if (this.#waiting.length <= most) return
    // Who has left takes nobody's place.
    const here = this.#waiting.filter(({ gone }) => !gone())
    this.#waiting = here.slice(0, most)
    for (const { refuse } of here.slice(most)) refuse()
  }

  #mayEnter(nowMs: number): boolean {
    return this.#tokens >= 1 && nowMs - this.#admittedAtMs >= (this.#rate?.gapMs ?? 0)
  }

  #take(nowMs: number): void {
    this.#tokens--
    // Counted on from the last one while it is due, so that one turn of the ticker lets in five of 10 ms each.
    this.#admittedAtMs = Math.max(this.#admittedAtMs + (this.#rate?.gapMs ?? 0), nowMs - TOUCH_INTERVAL_MS)
  }

  #fill(perSecond: number, nowMs: number): void {
    const most = this.#rate?.burst ?? Math.max(1, perSecond * BURST_RATIO)
    const sinceMs = this.#filledAtMs === null ? MAX_QUEUE_MS : nowMs - this.#filledAtMs
    this.#tokens = Math.min(most, Math.max(0, this.#tokens) + (sinceMs / 1_000) * perSecond)
    this.#filledAtMs = nowMs
  }
}

/** What can be admitted in {@link MAX_QUEUE_MS}. */
const mostWaiting = (perSecond: number) => Math.floor((perSecond * MAX_QUEUE_MS) / 1_000)
