import type { AgentStatus } from '@stormdeck/protocol'
import type { Tone } from '@/components/ui/tone.ts'
import { formatBytes } from '@/lib/format/bytes.ts'
import { formatDuration } from '@/lib/format/duration.ts'
import { formatNumber } from '@/lib/format/number.ts'

/** One thing an agent says of itself beyond the row of the node table. */
export type AgentFact = { name: string; value: string; tone: Tone }

/** What is read of a status. */
type Told = Pick<AgentStatus, 'heartbeat' | 'traffic' | 'auth' | 'accept' | 'loop' | 'breakers'> & {
  node: Pick<AgentStatus['node'], 'limitsMode'>
  totals: Pick<AgentStatus['totals'], 'rejected' | 'wouldReject'>
  pool: Pick<AgentStatus['pool'], 'perClient' | 'perAddress'>
}

const NOT_REPORTED = 'not reported'

/** `null` is what this adapter cannot know, which is not zero. */
const known = (value: number | null, words: (value: number) => string): string =>
  value === null ? NOT_REPORTED : words(value)

const fact = (name: string, value: string, tone: Tone = 'plain'): AgentFact => ({ name, value, tone })

const BREAKER_TONE = { closed: 'plain', 'half-open': 'warn', open: 'crit' } as const

/** Heartbeat bound (F20), breakers (F26), traffic, refusals by the limit that made them (F10), and what the kernel dropped. */
export function agentFacts(status: Told): AgentFact[] {
  const { heartbeat, traffic, auth, accept, loop, pool } = status
  return [
    fact('Ping interval', known(heartbeat.pingIntervalMs, formatDuration)),
    fact('Dead connections are closed within', known(heartbeat.boundMs, formatDuration)),
    fact('Pending authentications', known(auth.inFlight, formatNumber)),
    fact(
      'Authentication breaker',
      auth.breaker ?? NOT_REPORTED,
      auth.breaker === null ? 'plain' : BREAKER_TONE[auth.breaker],
    ),
    ...Object.entries(status.breakers).map(([name, state]) =>
      fact(`Breaker ${name}`, state, BREAKER_TONE[state]),
    ),
    fact('Messages in / out', pair(traffic.messagesIn, traffic.messagesOut, formatNumber)),
    fact('Bytes in / out', pair(traffic.bytesIn, traffic.bytesOut, formatBytes)),
    fact('Limit per client / address', pair(pool.perClient, pool.perAddress, formatNumber)),
    ...refusals(status),
    fact('Accept queue / backlog', pair(accept.queue, accept.backlog, formatNumber)),
    fact('Dropped by the kernel, whole host', known(accept.listenDrops, formatNumber)),
    fact('Longest event loop lag', known(loop.lagMsMax, formatDuration)),
  ]
}

function pair(first: number | null, second: number | null, words: (value: number) => string): string {
  if (first === null && second === null) return NOT_REPORTED
  return `${known(first, words)} / ${known(second, words)}`
}

/** By reason, most first; in `observe` those that would have been made. */
function refusals({ node, totals }: Told): AgentFact[] {
  const observed = node.limitsMode === 'observe'
  const counts = Object.entries(observed ? totals.wouldReject : totals.rejected)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1])
  const name = observed ? 'Would be refused' : 'Refused'
  if (counts.length === 0) return [fact(`${name} by a limit`, '0')]
  return counts.map(([reason, count]) => fact(`${name}: ${reason}`, formatNumber(count), 'warn'))
}
