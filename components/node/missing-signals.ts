import type { ScrapedNode } from '@/lib/contract/scraped-node.ts'
import type { SignalGroup } from './node-signals.ts'

/** The canonical signals of profiles that the names on the page of a node are made from. */
const MADE_FROM: Record<string, readonly string[]> = {
  Connections: ['connections', 'connections_max'],
  'First to run out': ['connections_max'],
  'Memory per connection': ['mem_per_connection', 'rss_bytes'],
  'Resident memory': ['rss_bytes'],
  'Largest second of 5 min': ['attempts_peak'],
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

/** The groups with the reason in place of the limit where the server does not export a signal. */
export function withMissing(groups: SignalGroup[], missing: ScrapedNode['missing']): SignalGroup[] {
  const why = new Map(missing.map(each => [each.signal, each.why]))
  return groups.map(group => ({
    ...group,
    signals: group.signals.map(signal => {
      const reason = MADE_FROM[signal.name]?.map(name => why.get(name)).find(Boolean)
      return signal.status === 'unknown' && reason ? { ...signal, limit: reason } : signal
    }),
  }))
}
