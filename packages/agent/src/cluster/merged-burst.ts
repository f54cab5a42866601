const KEPT_MS = 5_000

/** The exact burst verdict over the attempts of several processes: their times on the host's clock, in one order. */
export class MergedBurst {
  readonly threshold: number
  readonly windowMs: number
  lastAtMs: number | null = null
  #times: number[] = []

  constructor(threshold: number, windowMs: number) {
    this.threshold = threshold
    this.windowMs = windowMs
  }

  /** @param times of one process, at most its last `threshold`; more would say no more */
  add(times: readonly number[], nowMs: number): void {
    if (times.length === 0) return
    this.#times = [...this.#times, ...times].filter(at => nowMs - at < KEPT_MS).sort((a, b) => a - b)
    const span = this.threshold - 1
    for (let newest = this.#times.length - 1; newest >= span; newest--) {
      const at = this.#times[newest] as number
      if (at >= (this.#times[newest - span] as number) + this.windowMs) continue
      this.lastAtMs = Math.max(this.lastAtMs ?? 0, at)
      break
    }
  }

  holds(nowMs: number): boolean {
    const since = this.#times.findIndex(at => nowMs < at + this.windowMs)
    return since >= 0 && this.#times.length - since >= this.threshold
  }
}
