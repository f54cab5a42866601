import type { LeaseSet } from '@stormdeck/protocol'
import type { Core } from '../core.ts'
import type { StatusSources } from '../status/status-sources.ts'
import { OneInFlight } from './one-in-flight.ts'
import { Reporter } from './reporter.ts'
import { CLUSTER_KEY, clusterMessage, REPORT_INTERVAL_MS, type WorkerMessage } from './worker-report.ts'

export type WorkerLink = {
  /** Remembers how long a session lasted, for the next report. */
  ended(durationMs: number): void
  /** Takes the worker's agent out of its cluster, with all that it has counted. */
  close(): void
}

/** Ties a worker to the primary of its cluster: reports go up ten times a second, orders and limits come down. */
export function linkToPrimary(sources: StatusSources): WorkerLink {
  const { core } = sources
  const reporter = new Reporter(sources)
  const send = (message: WorkerMessage, sent: () => void) => {
    process.send?.({ [CLUSTER_KEY]: message }, undefined, undefined, error => {
      if (error) core.failed(error)
      sent()
    })
  }
  const reports = new OneInFlight(sent => {
    try {
      if (process.connected) send(reporter.next(), sent)
      else sent()
    } catch (error) {
      core.failed(error)
      sent()
    }
  })
  const listen = (message: unknown) => {
    const order = clusterMessage(message, 'order')
    if (!order) return
    Object.assign(core.settings.limits, order.limits)
    core.flow.workers = order.workers
    if (order.set) obey(core, order.set)
    // At once: whoever gave the order waits for it.
    reports.ask()
  }
  process.on('message', listen)
  const timer = setInterval(() => reports.ask(), REPORT_INTERVAL_MS)
  timer.unref()
  reports.ask()
  return {
    ended: durationMs => reporter.ended(durationMs),
    close: () => {
      clearInterval(timer)
      process.off('message', listen)
      if (process.connected) send({ kind: 'leave', last: reporter.next() }, () => {})
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
