import type { LeaseSet } from '@stormdeck/protocol'
import { COLUMN, type Column } from '../attempts/attempt-ring.ts'
import type { Core } from '../core.ts'
import { buildStatus } from '../status/build-status.ts'
import { topClients } from '../status/clients-status.ts'
import type { StatusSources } from '../status/status-sources.ts'
import { sumOf } from '../totals.ts'
import { CLUSTER_KEY, clusterMessage, type WorkerReport } from './worker-report.ts'

const REPORT_INTERVAL_MS = 100
/** Beyond this many ended sessions a report, their durations are not told apart any more. */
const MAX_DURATIONS = 2_000
const TOP_CLIENTS = 20

export type WorkerLink = {
  /** Remembers how long a session lasted, for the next report. */
  ended(durationMs: number): void
  /** Reports now: something cannot wait. */
  report(): void
  close(): void
}

/** Ties a worker to the primary of its cluster: reports go up ten times a second, orders and limits come down. */
export function linkToPrimary(sources: StatusSources): WorkerLink {
  const { core } = sources
  let durationsMs: number[] = []
  const report = () => {
    if (!process.connected) return
    const message = reportOf(sources, durationsMs)
    durationsMs = []
    process.send?.({ [CLUSTER_KEY]: message }, undefined, undefined, error => {
      if (error) core.failed(error)
    })
  }
  const listen = (message: unknown) => {
    const order = clusterMessage(message, 'order')
    if (!order) return
    Object.assign(core.settings.limits, order.limits)
    if (order.set) obey(core, order.set)
    // At once: whoever gave the order waits for it.
    report()
  }
  process.on('message', listen)
  const timer = setInterval(report, REPORT_INTERVAL_MS)
  timer.unref()
  report()
  return {
    report,
    ended: durationMs => {
      if (durationsMs.length < MAX_DURATIONS) durationsMs.push(durationMs)
    },
    close: () => {
      clearInterval(timer)
      process.off('message', listen)
    },
  }
}

/** The primary has checked the signature. What is refused all the same is said, and shows in the next report. */
function obey(core: Core, set: LeaseSet): void {
  const { status, body } = core.tier.apply(set)
  if (status !== 200 && 'message' in body) {
    core.failed(new Error(`stormdeck: a worker does not follow its primary: ${body.message}`))
  }
}

function reportOf(sources: StatusSources, durationsMs: number[]): WorkerReport {
  const { core } = sources
  const { attempts, totals } = core
  const hostOffsetMs = core.settings.clock.boot() - core.now()
  const counted: Record<Column, number> = {
    [COLUMN.firstTime]: attempts.byClass.firstTime,
    [COLUMN.reconnect]: attempts.byClass.reconnect,
    [COLUMN.early]: attempts.byClass.early,
    [COLUMN.unknown]: attempts.byClass.unknown,
    [COLUMN.planned]: attempts.byClass.planned,
    [COLUMN.accepted]: totals.accepted,
    [COLUMN.rejected]: sumOf(totals.rejected),
    [COLUMN.closed]: sumOf(totals.closed),
  }
  return {
    kind: 'report',
    status: buildStatus(sources, Number.MAX_SAFE_INTEGER),
    counted,
    uncertaintyMs: attempts.uncertainty(core.now()),
    attemptsByClass: { ...attempts.byClass },
    attemptTimes: attempts.timesToMerge(core.now()).map(at => at + hostOffsetMs),
    durationsMs,
    errors: totals.errors,
    hints: totals.hints,
    topClients: topClients(core, TOP_CLIENTS, core.now()),
  }
}
