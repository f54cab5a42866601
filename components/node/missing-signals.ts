import type { ScrapedNode } from '@/lib/contract/scraped-node.ts'
import type { SignalGroup } from './node-signals.ts'

/** The canonical signals of profiles that the names on the page of a node are made from. */
const MADE_FROM: Record<string, readonly string[]> = {
  Connections: ['connections', 'connections_max'],
  'First to run out': ['connections_max'],
  'Memory per connection': ['mem_per_connection', 'rss_bytes'],
  'Resident memory': ['rss_bytes'],
  'Largest second of 5 min': ['attempts_peak'],
  'Warning / soft limit': ['soft_limit'],
  'Sessions in the last 60 s': ['sessions_last_60s'],
  'Admitted in reduced mode': ['reduced_sessions'],
  'Waiting for admission': ['queued'],
  'In the last second': ['attempts_last_second'],
  'Would be refused': ['would_reject_rate'],
  'Held on average, at this rate': ['accepts_rate'],
  'Listen overflows': ['listen_overflows'],
  'Send buffer p95': ['send_buffer_p95'],
  'Accept capacity': ['accept_capacity'],
  'Planned returns': ['planned_rate'],
  Established: ['accepts_rate'],
  'Cleaned up': ['closes_rate'],
  Refused: ['rejects_rate'],
  'Auth calls': ['auth_attempts_rate'],
  Descriptors: ['open_fds', 'max_fds'],
  ESTABLISHED: ['tcp_states'],
  CLOSE_WAIT: ['tcp_states'],
  TIME_WAIT: ['tcp_states'],
  Zombies: ['zombies'],
  'Unfinished handshakes': ['unfinished_handshakes'],
  'Accept queue': ['accept_queue'],
  'Heartbeat p95 / p99': ['ping_rtt_p95'],
  'Event loop lag p99': ['loop_lag_p99_seconds'],
  CPU: ['cpu_cores'],
}

/** Of a signal that the server exports: a rate needs two scrapes, and some series begin with the first event. */
const NO_SAMPLE = 'no sample of it now'
const MEAN = /^Mean of the last /

/** The groups with the reason in place of the limit where the server does not export a signal, or has no sample. */
export function withMissing(groups: SignalGroup[], missing: ScrapedNode['missing']): SignalGroup[] {
  if (missing.length === 0) return groups
  const why = new Map(missing.map(each => [each.signal, each.why]))
  return groups.map(group => ({
    ...group,
    signals: group.signals.map(signal => {
      if (signal.status !== 'unknown') return signal
      const madeFrom = MEAN.test(signal.name) ? ['attempts_rate'] : MADE_FROM[signal.name]
      return { ...signal, limit: madeFrom?.map(name => why.get(name)).find(Boolean) ?? NO_SAMPLE }
    }),
  }))
}
