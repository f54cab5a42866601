import { isOutage, PrometheusError } from './problem.ts'
import type { Profile } from './profile.ts'
import { sampleAgeQuery, signalQuery, windowFor } from './profile-query.ts'
import type { InstantSample } from './prometheus-answer.ts'
import type { PrometheusClient } from './prometheus-client.ts'

/** Signals a row is made from. */
export const NODE_SIGNALS = [
  'connections',
  'connections_max',
  'attempts_rate',
  'accepts_rate',
  'rejects_rate',
  'closes_rate',
  'planned_rate',
  'attempts_peak',
  'attempts_peak_at',
  'attempts_lower_bound',
  'rss_bytes',
  'mem_per_connection',
  'open_fds',
  'max_fds',
  'tcp_states',
  'zombies',
  'unfinished_handshakes',
  'accept_queue',
  'ping_rtt_p95',
  'loop_lag_p99_seconds',
  'eventloop_lag_p99_seconds',
  'cpu_cores',
  'auth_full_rate',
  'auth_attempts_rate',
  'tier',
] as const
export type NodeSignal = (typeof NODE_SIGNALS)[number]

/** What Prometheus says of one instance. Absent: not exported, or no sample. */
export type InstanceSignals = {
  ageMs: number | null
  values: Partial<Record<NodeSignal, number>>
  /** Sockets by state, for servers that count them. */
  states: Record<string, number>
}

/** Sums over reasons and the like; `null` values are unknown and leave the sum as it is. */
function note(signals: InstanceSignals, signal: NodeSignal, sample: InstantSample): void {
  if (sample.value === null) return
  if (signal === 'tcp_states') signals.states[sample.labels.state ?? 'other'] = sample.value
  else signals.values[signal] = (signals.values[signal] ?? 0) + sample.value
}

/** @returns what is wrong with the query; an outage ends the whole read */
function toleratedProblem(error: unknown): string {
  if (error instanceof PrometheusError && !isOutage(error.problem) && error.problem.kind !== 'breaker-open')
    return error.problem.kind
  throw error
}

export type ProfileReading = { byInstance: Map<string, InstanceSignals>; failedSignals: string[] }

/**
 * Every signal of the instances of one profile, now. A signal that cannot be evaluated costs that signal only.
 * @throws {PrometheusError} when Prometheus itself fails
 */
export async function readNodeSignals(
  client: PrometheusClient,
  profile: Profile,
  scrapeIntervalMs: number,
): Promise<ProfileReading> {
  const byInstance = new Map<string, InstanceSignals>()
  const failedSignals: string[] = []
  const windowMs = windowFor(scrapeIntervalMs, 10_000)
  const of = (sample: InstantSample) => {
    const instance = sample.labels.instance ?? ''
    const known = byInstance.get(instance) ?? { ageMs: null, values: {}, states: {} }
    byInstance.set(instance, known)
    return known
  }
  const ages = await client.instant(sampleAgeQuery(profile))
  for (const sample of ages.data) of(sample).ageMs = sample.value

  await Promise.all(
    NODE_SIGNALS.map(async signal => {
      const query = signalQuery(profile, signal, { windowMs })
      if (query === null) return
      try {
        const answer = await client.instant(query)
        for (const sample of answer.data) note(of(sample), signal, sample)
      } catch (error) {
        failedSignals.push(`${signal} (${toleratedProblem(error)})`)
      }
    }),
  )
  return { byInstance, failedSignals }
}
