import type { ScrapedNode } from '../../contract/scraped-node.ts'
import { AGENT_PROFILE } from '../../domain/agent-profile.ts'
import { NODE_SIGNALS } from './node-signals.ts'
import { isQueryProblem } from './problem.ts'
import { notExported, type Profile } from './profile.ts'
import { promAnyOf, signalQuery, windowFor } from './profile-query.ts'
import type { PrometheusClient } from './prometheus-client.ts'
import type { KnownServer } from './server-list.ts'

type Unit = ScrapedNode['signals'][number]['unit']

/** Signals that no row has a column for, and what people call them. */
const MORE: Record<string, { name: string; unit: Unit }> = {
  messages_in_rate: { name: 'Messages in', unit: 'per-second' },
  messages_out_rate: { name: 'Messages out', unit: 'per-second' },
  bytes_in_rate: { name: 'Received', unit: 'bytes-per-second' },
  bytes_out_rate: { name: 'Sent', unit: 'bytes-per-second' },
  send_buffer_bytes: { name: 'Send buffers', unit: 'bytes' },
  backpressure_queue: { name: 'Waiting behind it', unit: 'count' },
  backpressure_rate: { name: 'Back pressure', unit: 'per-second' },
  slow_consumers_rate: { name: 'Slow consumers', unit: 'per-second' },
  heartbeat_timeouts_rate: { name: 'Heartbeats missed', unit: 'per-second' },
  auth_failures_rate: { name: 'Auth failures', unit: 'per-second' },
  // Of one core, of all, or of its schedulers: each server means its own, so no rule is held against it.
  cpu_percent: { name: 'CPU, as it reports it', unit: 'percent' },
}
/** One of these is enough. */
const ALTERNATIVES: Record<string, readonly string[]> = {
  attempts_rate: ['accepts_rate'],
  auth_full_rate: ['auth_attempts_rate'],
  auth_attempts_rate: ['auth_full_rate'],
  loop_lag_p99_seconds: ['eventloop_lag_p99_seconds'],
  eventloop_lag_p99_seconds: ['loop_lag_p99_seconds'],
  mem_per_connection: ['rss_bytes'],
}
/** What the page of a node names, and only the status of our agent holds. */
const AGENT_ONLY = [
  'soft_limit',
  'sessions_last_60s',
  'reduced_sessions',
  'queued',
  'attempts_last_second',
  'would_reject_rate',
  'listen_overflows',
  'send_buffer_p95',
  'accept_capacity',
] as const
const RECENT_MS = 10_000

const exported = (profile: Profile, signal: string) =>
  [signal, ...(ALTERNATIVES[signal] ?? [])].some(name => profile.signals[name])

/** Every signal of rows and of this page that the server does not export, with the sentence why. */
export function missingSignals(profile: Profile): ScrapedNode['missing'] {
  return [...NODE_SIGNALS, ...Object.keys(MORE), ...AGENT_ONLY]
    .filter(signal => !exported(profile, signal))
    .map(signal => ({ signal, why: whyMissing(profile, signal).slice(0, 300) }))
}

function whyMissing(profile: Profile, signal: string): string {
  if (signal === 'cpu_cores' && profile.signals.cpu_percent)
    return `reported by ${profile.name} in percent: see Prometheus below`
  if (profile.id === AGENT_PROFILE && (AGENT_ONLY as readonly string[]).includes(signal))
    return "in the agent's status: list the agent in stormdeck.yaml to have it"
  return notExported(profile, signal)
}

/**
 * What the page of a scraped node says beside its row; asked now.
 * @throws {PrometheusError} when Prometheus itself fails
 */
export async function readScrapedNode(client: PrometheusClient, server: KnownServer): Promise<ScrapedNode> {
  const { profile, instance, scrapeIntervalMs } = server
  const windowMs = windowFor(scrapeIntervalMs, RECENT_MS)
  const matchers = [promAnyOf('instance', [instance])]
  const signals = await Promise.all(
    Object.entries(MORE).map(async ([signal, { name, unit }]) => {
      const query = signalQuery(profile, signal, { windowMs, matchers })
      if (query === null) return []
      const answer = await client.instant(query).catch(error => {
        if (isQueryProblem(error)) return null
        throw error
      })
      const values = answer?.data.flatMap(({ value }) => (value === null ? [] : [value])) ?? []
      return values.length === 0 ? [] : [{ name, unit, value: values.reduce((sum, value) => sum + value, 0) }]
    }),
  )
  return {
    instance: instance.slice(0, 253),
    from: profile.title.slice(0, 120),
    resolutionMs: scrapeIntervalMs,
    intervalAssumed: server.intervalAssumed,
    signals: signals.flat(),
    missing: missingSignals(profile),
  }
}
