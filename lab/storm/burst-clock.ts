import { STORM_THRESHOLDS } from '@stormdeck/protocol'

/**
 * Notes the moment at which attempts become a burst: the attempt that makes it `attempts` within `windowMs` (F14).
 * Calls back once each time the rule begins to hold.
 */
export class BurstClock {
  readonly #times: Float64Array
  readonly #windowMs: number
  readonly #onBurst: (at: number) => void
  #next = 0
  #holds = false

  constructor(
    onBurst: (at: number) => void,
    attempts: number = STORM_THRESHOLDS.burstAttempts,
    windowMs: number = STORM_THRESHOLDS.burstWindowMs,
  ) {
    this.#times = new Float64Array(attempts).fill(Number.NEGATIVE_INFINITY)
    this.#windowMs = windowMs
    this.#onBurst = onBurst
  }

  attempt(at: number): void {
    this.#times[this.#next] = at
    this.#next = (this.#next + 1) % this.#times.length
    const oldest = this.#times[this.#next] ?? Number.NEGATIVE_INFINITY
    const holds = at - oldest < this.#windowMs
    if (holds && !this.#holds) this.#onBurst(at)
    this.#holds = holds
  }
}
