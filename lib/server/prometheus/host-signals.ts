import type { HostSignals } from '../../contract/host-signals.ts'
import { notExported, type Profile } from './profile.ts'
import { detectQuery, promString, sampleAgeQuery, signalQuery, windowFor } from './profile-query.ts'
import type { InstantSample } from './prometheus-answer.ts'
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

/** The host of an `instance` or URL host: without port, IPv6 without brackets. */
export function hostOf(instance: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(instance)
  if (bracketed?.[1]) return bracketed[1]
  return /^[^:]+:\d+$/.test(instance) ? instance.replace(/:\d+$/, '') : instance
}

/** Matches every `instance` of one host, whatever the port of its exporter. */
function hostMatcher(host: string): string {
  const literal = host.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')
  return `instance=~${promString(`\\[?${literal}\\]?(:[0-9]+)?`)}`
}

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
    missing: missing.map(text => text.slice(0, 300)),
  }
}

/**
 * What the machine of a node says of itself: the first host profile that Prometheus scrapes there.
 * @param host without port, as the node's address has it
 * @returns `null` where no exporter of that host is known
 * @throws {PrometheusError}
 */
export async function readHostSignals(
  client: PrometheusClient,
  profiles: readonly Profile[],
  scrapeInterval: ScrapeInterval,
  host: string,
): Promise<HostSignals | null> {
  const matchers = [hostMatcher(host)]
  for (const profile of profiles.filter(each => each.role === 'host')) {
    const detected = await client.instant(detectQuery(profile, matchers))
    if (detected.data.length === 0) continue
    const windowMs = windowFor((await scrapeInterval(profile)).intervalMs)
    const answers: Answers = new Map()
    const ages = await client.instant(sampleAgeQuery(profile, matchers))
    await Promise.all(
      SIGNALS.map(async signal => {
        const query = signalQuery(profile, signal, { windowMs, matchers })
        if (query) answers.set(signal, (await client.instant(query)).data)
      }),
    )
    return signalsOf(profile, host, ages.data[0]?.value ?? null, answers)
  }
  return null
}
