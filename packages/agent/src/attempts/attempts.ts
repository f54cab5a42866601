import { BUCKET_MS, STORM_THRESHOLDS } from '@stormdeck/protocol'
import { type AttemptClass, AttemptRing, COLUMN, type Column } from './attempt-ring.ts'
import { Burst } from './burst.ts'
import { BurstVerdicts } from './burst-verdicts.ts'
import { PeakSecond } from './peak-second.ts'
import { PeakWindow } from './peak-window.ts'
import { loopIdleMs, Standstill } from './standstill.ts'

/** F16 judges an MQTT fleet by this. */
export const FLEET_WINDOW_MS = 5_000
/** Skipping this many buckets means that the loop stood still: what comes next had been queued. */
const STALL_BUCKETS = 2

/** Everything counted about attempts: ring, exact burst verdict and peak. Times are ms since the agent started. */
export class Attempts {
  readonly ring = new AttemptRing()
  readonly verdicts: BurstVerdicts
  readonly peak = new PeakSecond()
  readonly peak5s = new PeakWindow(this.ring, FLEET_WINDOW_MS)
  total = 0
  readonly byClass: Record<AttemptClass, number> = {
    firstTime: 0,
    reconnect: 0,
    planned: 0,
    early: 0,
    unknown: 0,
  }
  readonly #idleMs: () => number
  #lastTouchMs = 0
  #standstill: Standstill | null = null
  readonly #exact: Burst
  #exactSeen = 0

  /** @param idleMs how long the loop has waited since its process started */
  constructor(
    threshold = STORM_THRESHOLDS.burstAttempts,
    windowMs = STORM_THRESHOLDS.burstWindowMs,
    idleMs = loopIdleMs,
  ) {
    this.verdicts = new BurstVerdicts(threshold, windowMs)
    this.#exact = new Burst(threshold, windowMs)
    this.#idleMs = idleMs
  }

  /** The verdict of the usual threshold. */
  get burst(): Burst {
    return this.verdicts.usual
  }

  /** Counts an attempt; true when it completed a burst of any threshold asked for. A planned return never does. */
  record(attempt: AttemptClass, atMs: number): boolean {
    this.touch(atMs)
    this.total++
    this.byClass[attempt]++
    const standstill = this.#standstill
    const { datedMs, second } = this.#count(COLUMN[attempt], atMs)
    if (attempt === 'planned') return false
    if (standstill === null) {
      this.#exact.add(atMs)
      this.#exactSeen++
    }
    const completed = this.verdicts.add(atMs, standstill?.sinceMs ?? atMs)
    this.peak.offer(completed.usual ? Math.max(second, this.burst.threshold) : second, datedMs)
    return completed.any
  }

  /** How long before `atMs` an attempt that was counted then may have come, ms. */
  uncertainty(atMs: number): number {
    return this.#standstill === null ? 0 : atMs - this.#standstill.from(atMs)
  }

  /** Counts what became of attempts and sessions. */
  outcome(outcome: 'accepted' | 'rejected' | 'closed', atMs: number): void {
    this.touch(atMs)
    this.ring.add(COLUMN[outcome], atMs)
  }

  /**
   * For a verdict over several processes: how many attempts came at a time that is known, and when the last of them did.
   * Those that had queued are left out: processes that stood still together would make a burst of their dates.
   */
  get exact(): { seen: number; times: readonly number[] } {
    return { seen: this.#exactSeen, times: this.#exact.times() }
  }

  #count(column: Column, atMs: number): { datedMs: number; second: number } {
    if (this.#standstill !== null) return this.ring.addWithin(column, this.#standstill.from(atMs), atMs)
    this.ring.add(column, atMs)
    return { datedMs: atMs, second: this.ring.lastSecond }
  }

  /**
   * For who looks from outside, from time to time, instead of being there: what is counted next came since the look
   * before, and between the two nothing was missed.
   */
  look(atMs: number): void {
    this.peak5s.before(atMs)
    this.ring.cover(atMs)
    this.#standstill = new Standstill(this.#lastTouchMs, atMs, this.#idleMs)
    this.#lastTouchMs = atMs
  }

  /** Called by the ticker and with each attempt; finds the times at which the loop stood still. */
  touch(atMs: number): void {
    this.peak5s.before(atMs)
    if (this.ring.touch(atMs) >= STALL_BUCKETS) {
      if (this.#standstill?.queued) this.#standstill.again(this.#lastTouchMs, atMs)
      else this.#standstill = new Standstill(this.#lastTouchMs, atMs, this.#idleMs)
    } else if (this.#standstill && !this.#standstill.lasts(atMs)) this.#standstill = null
    this.#lastTouchMs = atMs
  }
}

/** The ticker runs twice a bucket, so that only a loop that stood still leaves one unobserved. */
export const TOUCH_INTERVAL_MS = BUCKET_MS / 2
