import { BUCKET_MS, STORM_THRESHOLDS } from '@stormdeck/protocol'
import { type AttemptClass, AttemptRing, COLUMN } from './attempt-ring.ts'
import { Burst } from './burst.ts'
import { PeakSecond } from './peak-second.ts'

/** Skipping this many buckets means that the loop stood still: what comes next had been queued. */
const STALL_BUCKETS = 2
/** For this long after a standstill attempts are taken to come from the queue. */
const CATCH_UP_MS = 250

/** Everything counted about attempts: ring, exact burst verdict and peak. Times are ms since the agent started. */
export class Attempts {
  readonly ring = new AttemptRing()
  readonly burst: Burst
  readonly peak = new PeakSecond()
  total = 0
  readonly byClass: Record<AttemptClass, number> = {
    firstTime: 0,
    reconnect: 0,
    planned: 0,
    early: 0,
    unknown: 0,
  }
  #lastTouchMs = 0
  #catchUpUntilMs = 0
  #stalledSinceMs = 0

  constructor(threshold = STORM_THRESHOLDS.burstAttempts, windowMs = STORM_THRESHOLDS.burstWindowMs) {
    this.burst = new Burst(threshold, windowMs)
  }

  /** Counts an attempt; true when it completed a burst. A planned return never does. */
  record(attempt: AttemptClass, atMs: number): boolean {
    this.touch(atMs)
    this.ring.add(COLUMN[attempt], atMs)
    this.total++
    this.byClass[attempt]++
    if (attempt === 'planned') return false
    const completed = this.burst.add(atMs, atMs < this.#catchUpUntilMs ? this.#stalledSinceMs : atMs)
    this.peak.offer(
      completed ? Math.max(this.ring.lastSecond, this.burst.threshold) : this.ring.lastSecond,
      atMs,
    )
    return completed
  }

  /** Counts what became of attempts and sessions. */
  outcome(outcome: 'accepted' | 'rejected' | 'closed', atMs: number): void {
    this.touch(atMs)
    this.ring.add(COLUMN[outcome], atMs)
  }

  /** Called by the ticker and with each attempt; finds the times at which the loop stood still. */
  touch(atMs: number): void {
    if (this.ring.touch(atMs) >= STALL_BUCKETS) {
      this.#stalledSinceMs = this.#lastTouchMs
      this.#catchUpUntilMs = atMs + CATCH_UP_MS
    }
    this.#lastTouchMs = atMs
  }
}

/** The ticker runs twice a bucket, so that only a loop that stood still leaves one unobserved. */
export const TOUCH_INTERVAL_MS = BUCKET_MS / 2
