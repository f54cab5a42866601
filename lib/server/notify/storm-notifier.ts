import 'server-only'
import type { SourceHealth, Storm } from '../../domain/fleet-state.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import type { Outbound } from '../outbound/outbound-request.ts'
import { credentialHeaders } from '../outbound/service-credentials.ts'
import { createServiceOutbound } from '../outbound/service-outbound.ts'
import type { AlertmanagerConfig } from './alertmanager-config.ts'
import { alertmanagerSentence } from './alertmanager-problem.ts'
import { REPEAT_MS, type StormSeverity, severityOf, stormAlert } from './storm-alert.ts'

export type StormNotifier = {
  /**
   * Takes the storms of the judged state, as often as it is made. Tells Alertmanager at once what began, changed its
   * state or ended, and the rest again every 30 s. Waits for nothing and never throws.
   */
  tell: (storms: readonly Storm[]) => void
  health: () => SourceHealth
  close: () => void
}

export type StormNotifierDeps = {
  baseDir?: string
  outbound?: Outbound
  now?: () => number
  /** Monotonic ms: what is due does not depend on a clock that is set. */
  mono?: () => number
}

/** After a failure it is told again this soon. */
const RETRY_MS = 5_000
/** Of an ended storm Alertmanager is told until it has heard it, and for no longer than this. */
const FORGET_MS = 15 * 60_000
const MAX_STORMS = 200
const MAX_ANSWER_BYTES = 64 * 1024

type Known = {
  storm: Storm
  severity: StormSeverity
  toldState: Storm['state'] | null
  toldSeverity: StormSeverity | null
  /** Monotonic ms. */
  toldAt: number
  endedAt: number | null
  /** When its end was noted, monotonic ms. */
  overAt: number | null
}

export function createStormNotifier(config: AlertmanagerConfig, deps: StormNotifierDeps = {}): StormNotifier {
  const now = deps.now ?? Date.now
  const mono = deps.mono ?? (() => performance.now())
  const baseDir = deps.baseDir ?? process.cwd()
  const outbound = deps.outbound ?? createServiceOutbound(config, baseDir, 1)
  const name = config.url.replace(/\/+$/, '')
  const known = new Map<string, Known>()
  let sending = false
  let retryAt = Number.NEGATIVE_INFINITY
  let error: string | null = null
  let since: number | null = null

  /** Storms that end may leave the list without a word: then they are over now. */
  function note(storms: readonly Storm[]): void {
    for (const storm of storms.slice(0, MAX_STORMS)) {
      const before = known.get(storm.id)
      if (!before && storm.state === 'ended') continue
      known.set(storm.id, {
        storm,
        severity: severityOf(storm, before?.severity ?? null),
        toldState: before?.toldState ?? null,
        toldSeverity: before?.toldSeverity ?? null,
        toldAt: before?.toldAt ?? Number.NEGATIVE_INFINITY,
        endedAt: storm.endedAt,
        overAt: before?.overAt ?? null,
      })
    }
    const present = new Set(storms.map(storm => storm.id))
    for (const [id, entry] of known) {
      if (!present.has(id)) entry.endedAt ??= now()
      if (entry.endedAt !== null) entry.overAt ??= mono()
      const heardEnd = entry.endedAt !== null && entry.toldState === 'ended'
      if (heardEnd || (entry.overAt !== null && mono() - entry.overAt > FORGET_MS)) known.delete(id)
    }
  }

  const stateOf = (entry: Known) => (entry.endedAt === null ? entry.storm.state : 'ended')
  const due = (entry: Known) => entry.toldState !== stateOf(entry) || mono() - entry.toldAt >= REPEAT_MS

  async function post(entries: readonly Known[]): Promise<void> {
    const at = now()
    const alerts = entries.flatMap(({ storm, severity, toldSeverity, endedAt }) => [
      stormAlert({ ...storm, endedAt }, severity, at, config.dashboardUrl),
      // What was suspected and is a storm now is another alert: the first one is over.
      ...(toldSeverity !== null && toldSeverity !== severity
        ? [stormAlert({ ...storm, endedAt: at }, toldSeverity, at, config.dashboardUrl)]
        : []),
    ])
    const answer = await outbound.request({
      url: new URL(`${name}/api/v2/alerts`),
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentialHeaders(config, baseDir) },
      body: JSON.stringify(alerts),
      deadlineMs: config.deadlineSeconds * 1000,
      maxBytes: MAX_ANSWER_BYTES,
    })
    if (answer.status !== 200)
      throw new Error(alertmanagerSentence(name, { kind: 'status', status: answer.status }))
  }

  function settle(problem: string | null): void {
    if (since === null || (problem === null) !== (error === null)) since = now()
    error = problem
    retryAt = problem === null ? Number.NEGATIVE_INFINITY : mono() + RETRY_MS
  }

  async function send(entries: Known[]): Promise<void> {
    sending = true
    const states = entries.map(stateOf)
    const severities = entries.map(entry => entry.severity)
    try {
      await post(entries)
      entries.forEach((entry, i) => {
        const current = known.get(entry.storm.id)
        if (current)
          Object.assign(current, { toldState: states[i], toldSeverity: severities[i], toldAt: mono() })
      })
      settle(null)
    } catch (failure) {
      settle(
        failure instanceof OutboundError
          ? alertmanagerSentence(name, failure.failure)
          : (failure as Error).message,
      )
    } finally {
      sending = false
    }
  }

  return {
    tell(storms) {
      note(storms)
      const waiting = [...known.values()].filter(due)
      if (waiting.length > 0 && !sending && mono() >= retryAt) void send(waiting)
    },
    health() {
      const status = since === null ? 'unknown' : error === null ? 'ok' : 'failing'
      const headline = error === null ? null : 'Alertmanager takes no alerts'
      return { id: name, kind: 'alertmanager', status, error, headline, since }
    },
    close: () => outbound.close(),
  }
}
