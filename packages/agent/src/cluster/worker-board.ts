import { type AgentStatus, STORM_THRESHOLDS, type TopClients } from '@stormdeck/protocol'
import { AttemptRing, COLUMN, type Column } from '../attempts/attempt-ring.ts'
import { FLEET_WINDOW_MS } from '../attempts/attempts.ts'
import { PeakSecond } from '../attempts/peak-second.ts'
import { PeakWindow } from '../attempts/peak-window.ts'
import type { MetricsView } from '../metrics/metrics-view.ts'
import { RecentPeak } from '../observe/recent-peak.ts'
import { addAttempts, Departed, NO_ATTEMPTS } from './departed.ts'
import { MergedBurst } from './merged-burst.ts'
import { REPORT_INTERVAL_MS, type WorkerReport } from './worker-report.ts'
import { WorkerSlots } from './worker-slots.ts'

/** Workers report ten times a second; one that has not for this long stands still. */
const SILENT_AFTER_MS = 1_000

/** A report that was on its way for longer has waited for a primary that stood still. */
const LATE_AFTER_MS = 2 * REPORT_INTERVAL_MS

/** Workers that say nothing, and for how long the longest has, ms. */
export type Silence = { workers: readonly number[]; longestMs: number }

/** What the workers of a cluster have reported, added up. `nowMs` is of the primary, `bootMs` of the host. */
export class WorkerBoard {
  readonly ring = new AttemptRing()
  readonly burst = new MergedBurst(STORM_THRESHOLDS.burstAttempts, STORM_THRESHOLDS.burstWindowMs)
  readonly departed = new Departed()
  readonly #peak = new PeakSecond()
  readonly #peak5s = new PeakWindow(this.ring, FLEET_WINDOW_MS)
  readonly #recentPeak = new RecentPeak()
  readonly #slots = new WorkerSlots()
  readonly #reports = new Map<number, WorkerReport>()
  readonly #heardAtMs = new Map<number, number>()

  get statuses(): AgentStatus[] {
    return [...this.#reports.values()].map(report => report.status)
  }

  get size(): number {
    return this.#reports.size
  }

  /** Time goes on; while no worker says anything, nobody watches what comes. */
  touch(nowMs: number): void {
    this.#peak5s.before(nowMs)
    const silent = this.silence(nowMs)?.workers.length ?? 0
    if (silent > 0 && silent === this.size) this.ring.pass(nowMs)
    else this.ring.touch(nowMs)
  }

  /** `null`: every worker has just reported. What those in it hold and count is as of then. */
  silence(nowMs: number): Silence | null {
    const silent = [...this.#heardAtMs].filter(([, heardAtMs]) => nowMs - heardAtMs > SILENT_AFTER_MS)
    if (silent.length === 0) return null
    const longestMs = nowMs - Math.min(...silent.map(([, heardAtMs]) => heardAtMs))
    return { workers: silent.map(([workerId]) => workerId), longestMs }
  }

  /** @returns true for the first report of a worker */
  take(workerId: number, report: WorkerReport, nowMs: number, bootMs: number): boolean {
    const before = this.#reports.get(workerId)
    this.#reports.set(workerId, report)
    this.#heardAtMs.set(workerId, nowMs)
    if (!before) this.#slots.take(workerId)
    this.touch(nowMs)
    const lateMs = bootMs - report.sentAtMs
    const isLate = lateMs > LATE_AFTER_MS
    const toMs = isLate ? nowMs - lateMs : nowMs
    const fromMs = toMs - Math.max(report.uncertaintyMs, isLate ? REPORT_INTERVAL_MS : 0)
    let largestSecond = 0
    for (const column of Object.values(COLUMN)) {
      const more = report.counted[column] - (before?.counted[column] ?? 0)
      if (more > 0) largestSecond = Math.max(largestSecond, this.#count(column, more, fromMs, toMs, nowMs))
    }
    this.burst.take(workerId, report.burst, bootMs)
    this.#peak.offer(Math.max(largestSecond, this.ring.lastSecond), nowMs)
    this.#recentPeak.offer(this.#connections(), nowMs)
    return before === undefined
  }

  /** @returns false when nothing was known of it */
  forget(workerId: number): boolean {
    const last = this.#reports.get(workerId)
    if (!last) return false
    this.#reports.delete(workerId)
    this.#heardAtMs.delete(workerId)
    this.#slots.leave(workerId, last)
    this.burst.forget(workerId)
    this.departed.add(last)
    return true
  }

  /** Whether every worker that reports holds at least this revision. */
  follows(epoch: number, revision: number): boolean {
    return this.statuses.every(
      ({ tier }) => (tier.epoch ?? 0) > epoch || (tier.epoch === epoch && (tier.revision ?? 0) >= revision),
    )
  }

  peak(nowMs: number): { perSecond: number; atMs: number | null } {
    return this.#peak.read(nowMs)
  }

  topClients(count: number): TopClients {
    const byKey = new Map<string, TopClients[number]>()
    for (const client of [...this.#reports.values()].flatMap(report => report.topClients)) {
      const known = byKey.get(client.key)
      if (!known) byKey.set(client.key, { ...client })
      else {
        known.connections += client.connections
        known.attemptsLast60s += client.attemptsLast60s
      }
    }
    return [...byKey.values()].sort((a, b) => b.connections - a.connections).slice(0, count)
  }

  metrics(nowMs: number): Omit<MetricsView, 'status' | 'tierRefused'> {
    const reports = [...this.#reports.values()]
    return {
      attemptsByClass: reports.reduce(
        (total, report) => addAttempts(total, report.attemptsByClass),
        addAttempts(NO_ATTEMPTS, this.departed.attemptsByClass),
      ),
      errors: reports.reduce((total, { errors }) => total + errors, this.departed.errors),
      hints: reports.reduce((total, { hints }) => total + hints, this.departed.hints),
      peakConnections10Min: this.#recentPeak.read(this.#connections(), nowMs),
      attemptsPeak5s: this.#peak5s.read(nowMs),
      workers: this.#slots.counts(this.#reports),
    }
  }

  /**
   * What a worker counted since its last report happened within the last tenth of a second, but for attempts that had
   * queued while its loop stood still, and those of reports that came late.
   * @returns the largest second that it made
   */
  #count(column: Column, more: number, fromMs: number, toMs: number, nowMs: number): number {
    if (fromMs === nowMs || column >= COLUMN.accepted) {
      this.ring.add(column, nowMs, more)
      return this.ring.lastSecond
    }
    let largest = 0
    for (let n = 0; n < more; n++)
      largest = Math.max(largest, this.ring.addWithin(column, fromMs, nowMs, toMs).second)
    return largest
  }

  #connections(): number {
    return this.statuses.reduce((total, { pool }) => total + (pool.current ?? 0), 0)
  }
}
