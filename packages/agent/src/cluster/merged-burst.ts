/** Reports that come later than this make no burst any more. */
const KEPT_MS = 5_000

/** What one process says of the bursts among its attempts. Times are ms since the host booted. */
export type BurstEvidence = {
  /** Attempts whose time is known, since the process started. */
  seen: number
  /** When the last of those came, oldest first: at most as many as make a burst, since more would say no more. */
  times: readonly number[]
  /** When an attempt last completed a burst of this process alone, also of those that had queued; `null`: never. */
  lastAtMs: number | null
  /** Until when its last attempts are a burst alone; `null`: they are none. */
  holdsUntilMs: number | null
}

/**
 * The exact burst verdict over the attempts of several processes: each counts once, however often it is reported, in
 * the order of their times on the host's clock.
 */
export class MergedBurst {
  readonly threshold: number
  readonly windowMs: number
  lastAtMs: number | null = null
  #holdsUntilMs = Number.NEGATIVE_INFINITY
  #times: number[] = []
  readonly #seen = new Map<number, number>()
  /** Of that many within {@link KEPT_MS} some are a burst, and those before them complete no later one. */
  readonly #timesKept: number

  constructor(threshold: number, windowMs: number) {
    this.threshold = threshold
    this.windowMs = windowMs
    this.#timesKept = threshold * (KEPT_MS / windowMs + 2)
  }

  /** A report repeats what those before it said, of which some may have been lost: what was not seen yet is added. */
  take(processId: number, { seen, times, lastAtMs, holdsUntilMs }: BurstEvidence, nowMs: number): void {
    const unseen = Math.min(seen - (this.#seen.get(processId) ?? 0), times.length)
    this.#seen.set(processId, seen)
    if (lastAtMs !== null) this.#completed(lastAtMs)
    this.#holdsUntilMs = Math.max(this.#holdsUntilMs, holdsUntilMs ?? Number.NEGATIVE_INFINITY)
    if (unseen > 0) this.#add(times.slice(-unseen), nowMs)
  }

  /** The process has ended: what it reported stays, and another of its number begins anew. */
  forget(processId: number): void {
    this.#seen.delete(processId)
  }

  holds(nowMs: number): boolean {
    return nowMs < this.#holdsUntilMs
  }

  #add(times: readonly number[], nowMs: number): void {
    this.#times = [...this.#times, ...times]
      .filter(at => nowMs - at < KEPT_MS)
      .sort((a, b) => a - b)
      .slice(-this.#timesKept)
    // A burst of the newest ones holds for as long as the oldest of them is within the window.
    this.#holdsUntilMs = Math.max(this.#holdsUntilMs, this.#endOf(this.#times.length - 1))
    for (let newest = this.#times.length - 1; newest >= this.threshold - 1; newest--) {
      const at = this.#times[newest] as number
      if (at >= this.#endOf(newest)) continue
      this.#completed(at)
      break
    }
  }

  /** When the window of as many attempts as make a burst ends, of which the last is at this index. */
  #endOf(newest: number): number {
    const oldest = this.#times[newest - this.threshold + 1]
    return oldest === undefined ? Number.NEGATIVE_INFINITY : oldest + this.windowMs
  }

  #completed(atMs: number): void {
    this.lastAtMs = Math.max(this.lastAtMs ?? atMs, atMs)
  }
}
