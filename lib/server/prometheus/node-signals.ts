import { meanWindowMs } from '../../domain/reach.ts'
import { isQueryProblem, type PrometheusProblem } from './problem.ts'
import type { Profile } from './profile.ts'
import { sampleAgeQuery, signalQuery, windowFor } from './profile-query.ts'
import { type InstantSample, partialProblem } from './prometheus-answer.ts'
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
  'attempts_peak_5s',
  'last_burst_at',
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

/** Compared with a mean over 60 s (F13, F14) beside the rate of now. */
const MEAN_SIGNALS = ['attempts_rate', 'accepts_rate'] as const
export type MeanSignal = (typeof MEAN_SIGNALS)[number]

/** A rate of now is made over at least this long, ms. */
const RECENT_MS = 10_000

/** What Prometheus says of one instance. Absent: not exported, or no sample. */
export type InstanceSignals = {
  /** Age of its newest sample when `askedAt` was, ms. */
  ageMs: number | null
  /** Monotonic ms; taken before the question, so that an age is never understated. */
  askedAt: number
  values: Partial<Record<NodeSignal, number>>
  /** Rates over {@link meanWindowMs}. */
  means: Partial<Record<MeanSignal, number>>
  /** Sockets by state, for servers that count them. */
  states: Record<string, number>
}

/** Sums over reasons and the like; `null` values are unknown and leave the sum as it is. */
function add<K extends string>(to: Partial<Record<K, number>>, signal: K, value: number | null): void {
  if (value !== null) to[signal] = (to[signal] ?? 0) + value
}

function note(signals: InstanceSignals, signal: NodeSignal, { labels, value }: InstantSample): void {
  if (signal === 'tcp_states') add(signals.states, labels.state ?? 'other', value)
  else add(signals.values, signal, value)
}

/** @returns what is wrong with the query; an outage ends the whole read */
function toleratedProblem(error: unknown): string {
  if (isQueryProblem(error)) return error.problem.kind
  throw error
}

export type ProfileReading = {
  byInstance: Map<string, InstanceSignals>
  failedSignals: string[]
  /** Why instances or values may be missing although they exist; `null` where every answer was whole. */
  partial: PrometheusProblem | null
}

export type NodesAsked = {
  profile: Profile
  scrapeIntervalMs: number
  /** Matchers that narrow the profile to the servers that are wanted. */
  matchers: readonly string[]
}

/**
 * Every signal of the instances of one profile, now. A signal that cannot be evaluated costs that signal only.
 * @param mono monotonic ms
 * @throws {PrometheusError} when Prometheus itself fails
 */
export async function readNodeSignals(
  client: PrometheusClient,
  { profile, scrapeIntervalMs, matchers }: NodesAsked,
  mono: () => number,
): Promise<ProfileReading> {
  const byInstance = new Map<string, InstanceSignals>()
  const failedSignals: string[] = []
  const windowMs = windowFor(scrapeIntervalMs, RECENT_MS)
  const askedAt = mono()
  const of = (sample: InstantSample) => {
    const instance = sample.labels.instance ?? ''
    const known = byInstance.get(instance) ?? { ageMs: null, askedAt, values: {}, means: {}, states: {} }
    byInstance.set(instance, known)
    return known
  }
  const ages = await client.instant(sampleAgeQuery(profile, matchers))
  let partial = partialProblem(ages)
  for (const sample of ages.data) of(sample).ageMs = sample.value

  async function ask(signal: NodeSignal, overMs: number, take: (sample: InstantSample) => void) {
    const query = signalQuery(profile, signal, { windowMs: overMs, matchers })
    if (query === null) return
    try {
      const answer = await client.instant(query)
      partial ??= partialProblem(answer)
      for (const sample of answer.data) take(sample)
    } catch (error) {
      failedSignals.push(`${signal} (${toleratedProblem(error)})`)
    }
  }
  const meanMs = meanWindowMs(scrapeIntervalMs)
  await Promise.all([
    ...NODE_SIGNALS.map(signal => ask(signal, windowMs, sample => note(of(sample), signal, sample))),
    ...MEAN_SIGNALS.map(signal => ask(signal, meanMs, sample => add(of(sample).means, signal, sample.value))),
  ])
  return { byInstance, failedSignals, partial }
}
