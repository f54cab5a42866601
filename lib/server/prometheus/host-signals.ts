import type { HostSignals } from '../../contract/host-signals.ts'
import { type HostAsked, joinHost, type ResolveHost, readHostExporters } from './join-host.ts'
import { problemClause } from './problem.ts'
import { notExported, type Profile } from './profile.ts'
import { promAnyOf, sampleAgeQuery, signalQuery, windowFor } from './profile-query.ts'
import { type InstantSample, partialProblem } from './prometheus-answer.ts'
import type { PrometheusClient } from './prometheus-client.ts'
import type { ScrapeInterval } from './scrape-interval.ts'

const SIGNALS = [
  'tcp_established',
  'tcp_time_wait',
  'tcp_states',
  'rejects_rate',
  'conntrack_entries',
  'conntrack_max',
  'open_fds',
  'max_fds',
  'mem_available_bytes',
  'cpu_cores',
] as const
type Signal = (typeof SIGNALS)[number]

type Answers = Map<Signal, InstantSample[]>

function signalsOf(profile: Profile, host: string, ageMs: number | null, answers: Answers): HostSignals {
  const one = (signal: Signal, reason?: string) =>
    answers.get(signal)?.find(sample => !reason || sample.labels.reason === reason)?.value ?? null
  const states: Record<string, number> = {}
  for (const { labels, value } of (answers.get('tcp_states') ?? []).slice(0, 24))
    if (labels.state && value !== null) states[labels.state.slice(0, 64)] = value
  const missing = SIGNALS.filter(signal => (answers.get(signal) ?? []).length === 0).map(signal =>
    profile.signals[signal]
      ? `${signal}: ${profile.name} has no sample of it`
      : `${signal}: ${notExported(profile, signal)}`,
  )
  return {
    host,
    from: profile.title.slice(0, 120),
    sampleAgeMs: ageMs,
    established: one('tcp_established'),
    timeWait: one('tcp_time_wait'),
    states,
    listenOverflowsPerSecond: one('rejects_rate', 'listen_overflow'),
    listenDropsPerSecond: one('rejects_rate', 'listen_drop'),
    conntrackEntries: one('conntrack_entries'),
    conntrackMax: one('conntrack_max'),
    descriptorsOpen: one('open_fds'),
    descriptorLimit: one('max_fds'),
    memoryAvailableBytes: one('mem_available_bytes'),
    cpuCores: one('cpu_cores'),
    missing,
  }
}

export type HostReading = { value: HostSignals | null; unjoined: string | null }

/**
 * What the machine of a node says of itself: the first host profile that Prometheus scrapes there, or a sentence why
 * there is none.
 * @throws {PrometheusError}
 */
export async function readHostSignals(
  client: PrometheusClient,
  profiles: readonly Profile[],
  scrapeInterval: ScrapeInterval,
  asked: HostAsked,
  resolve: ResolveHost,
): Promise<HostReading> {
  const exporters = await readHostExporters(client, profiles, asked.nodeLabel)
  const join = await joinHost(exporters, asked, resolve)
  if ('unjoined' in join) return { value: null, unjoined: join.unjoined }
  const { profile } = join
  const matchers = [promAnyOf('instance', join.instances)]
  const windowMs = windowFor((await scrapeInterval(profile)).intervalMs)
  const answers: Answers = new Map()
  const ages = await client.instant(sampleAgeQuery(profile, matchers))
  let partial = partialProblem(ages)
  await Promise.all(
    SIGNALS.map(async signal => {
      const query = signalQuery(profile, signal, { windowMs, matchers })
      if (query === null) return
      const answer = await client.instant(query)
      partial ??= partialProblem(answer)
      answers.set(signal, answer.data)
    }),
  )
  const value = signalsOf(profile, asked.host, ages.data[0]?.value ?? null, answers)
  const missing = partial ? [`Prometheus ${problemClause(partial)}`, ...value.missing] : value.missing
  return { value: { ...value, missing: missing.map(text => text.slice(0, 300)) }, unjoined: null }
}
