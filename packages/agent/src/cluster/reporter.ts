import { COLUMN, type Column } from '../attempts/attempt-ring.ts'
import type { Attempts } from '../attempts/attempts.ts'
import { buildStatus } from '../status/build-status.ts'
import { topClients } from '../status/clients-status.ts'
import type { StatusSources } from '../status/status-sources.ts'
import { sumOf } from '../totals.ts'
import type { BurstEvidence } from './merged-burst.ts'
import { REPORT_INTERVAL_MS, type WorkerReport } from './worker-report.ts'

/** A report this long after the one before is late: when attempts between the two came is not known. */
const LATE_AFTER_MS = 2 * REPORT_INTERVAL_MS
/** Beyond this many ended sessions a report, their durations are not told apart any more. */
const MAX_DURATIONS = 2_000
const TOP_CLIENTS = 20
/** Looking for the largest clients takes a walk over all of them: no report ten times a second pays for that. */
const TOP_CLIENTS_EVERY_MS = 5_000

/** Makes the reports of a worker, one after another. */
export class Reporter {
  readonly #sources: StatusSources
  /** Taken once, so that an attempt has the same time in every report. */
  readonly #hostOffsetMs: number
  #durationsMs: number[] = []
  #reportedAtMs: number
  #topClients: WorkerReport['topClients'] = []
  #topClientsAtMs = Number.NEGATIVE_INFINITY

  constructor(sources: StatusSources) {
    const { core } = sources
    this.#sources = sources
    this.#reportedAtMs = core.now()
    this.#hostOffsetMs = core.settings.clock.boot() - core.now()
  }

  /** Remembers how long a session lasted, for the next report. */
  ended(durationMs: number): void {
    if (this.#durationsMs.length < MAX_DURATIONS) this.#durationsMs.push(durationMs)
  }

  next(): WorkerReport {
    const { core } = this.#sources
    const { attempts, totals } = core
    const nowMs = core.now()
    const sinceMs = nowMs - this.#reportedAtMs
    this.#reportedAtMs = nowMs
    const durationsMs = this.#durationsMs
    this.#durationsMs = []
    return {
      kind: 'report',
      sentAtMs: nowMs + this.#hostOffsetMs,
      status: buildStatus(this.#sources, Number.MAX_SAFE_INTEGER),
      counted: this.#counted(),
      uncertaintyMs: Math.max(attempts.uncertainty(nowMs), sinceMs > LATE_AFTER_MS ? sinceMs : 0),
      attemptsByClass: { ...attempts.byClass },
      burst: evidenceOf(attempts, this.#hostOffsetMs),
      durationsMs,
      errors: totals.errors,
      hints: totals.hints,
      topClients: this.#top(nowMs),
    }
  }

  #counted(): Record<Column, number> {
    const { attempts, totals } = this.#sources.core
    return {
      [COLUMN.firstTime]: attempts.byClass.firstTime,
      [COLUMN.reconnect]: attempts.byClass.reconnect,
      [COLUMN.early]: attempts.byClass.early,
      [COLUMN.unknown]: attempts.byClass.unknown,
      [COLUMN.planned]: attempts.byClass.planned,
      [COLUMN.accepted]: totals.accepted,
      [COLUMN.rejected]: sumOf(totals.rejected),
      [COLUMN.closed]: sumOf(totals.closed),
    }
  }

  #top(nowMs: number): WorkerReport['topClients'] {
    if (nowMs - this.#topClientsAtMs < TOP_CLIENTS_EVERY_MS) return this.#topClients
    this.#topClientsAtMs = nowMs
    this.#topClients = topClients(this.#sources.core, TOP_CLIENTS, nowMs)
    return this.#topClients
  }
}

function evidenceOf({ exact, burst }: Attempts, hostOffsetMs: number): BurstEvidence {
  return {
    seen: exact.seen,
    times: exact.times.map(at => at + hostOffsetMs),
    lastAtMs: burst.lastAtMs === null ? null : burst.lastAtMs + hostOffsetMs,
    // Infinity does not pass between processes.
    holdsUntilMs: Number.isFinite(burst.holdsUntilMs) ? burst.holdsUntilMs + hostOffsetMs : null,
  }
}
