import {
  CLOSE_WAIT_WARNING,
  OPEN_SOCKETS_CRITICAL,
  POOL_USAGE_RATIO,
  ZOMBIES_CRITICAL,
} from '@stormdeck/protocol'
import { type Status, statusAtOrAbove } from '@/lib/domain/judged.ts'
import { memoryStatus } from '@/lib/domain/memory/memory-per-connection.ts'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { fillingStatus } from '@/lib/domain/pool/filling-status.ts'
import { ratioOf } from '@/lib/domain/ratio-of.ts'
import { meanWindowMs } from '@/lib/domain/reach.ts'
import { descriptorStatus } from '@/lib/domain/saturation/descriptors.ts'
import { holdSeconds } from '@/lib/domain/saturation/littles-law.ts'
import { fillingText, LOOP_LAG_MS, rateText } from '@/lib/domain/saturation/node-problems.ts'
import { formatBytes } from '@/lib/format/bytes.ts'
import { formatDuration } from '@/lib/format/duration.ts'
import { formatAtLeast, formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { formatRate } from '@/lib/format/rate.ts'
import { UNKNOWN } from '@/lib/format/unknown.ts'

/**
 * One signal of a node with its limit (F10 to F18, F28). `madeFrom`: the canonical signals of profiles that it needs, of a
 * scraped node; empty where no server exports one.
 */
export type NodeSignal = {
  name: string
  madeFrom: readonly string[]
  value: string
  limit: string
  status: Status
}
export type SignalGroup = { name: string; signals: NodeSignal[] }

const above = (value: number | null, limit: number, status: 'warning' | 'critical'): Status =>
  value === null ? 'unknown' : value > limit ? status : 'normal'
const shown = (value: number | null): Status => (value === null ? 'unknown' : 'normal')
const signal = (
  name: string,
  madeFrom: readonly string[],
  value: string,
  status: Status,
  limit = '',
): NodeSignal => ({
  name,
  madeFrom,
  value,
  limit,
  status,
})

/** Everything a node reports, in groups. What it does not report is "—" and never counts as normal. */
export function nodeSignals(node: NodeReading): SignalGroup[] {
  return [
    { name: 'Pool', signals: poolSignals(node) },
    { name: 'Attempts', signals: attemptSignals(node) },
    { name: 'Sockets and descriptors', signals: socketSignals(node) },
    { name: 'Process', signals: processSignals(node) },
  ]
}

function poolSignals(node: NodeReading): NodeSignal[] {
  const usage = ratioOf(node.connections, node.connectionLimit)
  const { warning, critical } = POOL_USAGE_RATIO
  const filling = fillingStatus(node)
  return [
    signal(
      'Connections',
      ['connections', 'connections_max'],
      `${formatNumber(node.connections)} of ${formatNumber(node.connectionLimit)}`,
      statusAtOrAbove(usage, warning, critical),
      `${formatPercent(warning)} / ${formatPercent(critical)}`,
    ),
    signal(
      'First to run out',
      ['connections_max'],
      (filling === 'normal' ? rateText(node) : fillingText(node)) ||
        (node.fillingKnown ? 'nothing fills' : '—'),
      node.fillingKnown ? filling : 'unknown',
    ),
    signal(
      'Warning / soft limit',
      ['soft_limit'],
      `${formatNumber(node.warnLimit)} / ${formatNumber(node.softLimit)}`,
      shown(node.softLimit),
    ),
    signal(
      'Sessions in the last 60 s',
      ['sessions_last_60s'],
      formatNumber(node.sessionsLast60s),
      shown(node.sessionsLast60s),
    ),
    signal(
      'Admitted in reduced mode',
      ['reduced_sessions'],
      formatNumber(node.reducedSessions),
      above(node.reducedSessions, 0, 'warning'),
    ),
    signal('Waiting for admission', ['queued'], formatNumber(node.queued), shown(node.queued)),
    signal(
      'Memory per connection',
      ['mem_per_connection', 'rss_bytes'],
      formatBytes(node.memoryPerConnectionBytes),
      memoryStatus(node.memoryPerConnectionBytes, node.connections),
      'under 50 KB',
    ),
    signal('Resident memory', ['rss_bytes'], formatBytes(node.rssBytes), shown(node.rssBytes)),
  ]
}

function attemptSignals(node: NodeReading): NodeSignal[] {
  return [
    signal(
      'In the last second',
      ['attempts_last_second'],
      formatAtLeast(node.attemptsLastSecond, node.lowerBound),
      node.burst ? 'critical' : shown(node.attemptsLastSecond),
      formatNumber(node.burstThresholdAttempts),
    ),
    signal(
      `Mean of the last ${formatNumber(meanWindowMs(node.resolutionMs) / 1_000)} s`,
      ['attempts_rate'],
      formatRate(node.attemptsPerSecondMean60s),
      node.sustained ? 'critical' : shown(node.attemptsPerSecondMean60s),
      formatRate(node.sustainedThresholdPerSecond),
    ),
    signal(
      'Largest second of 5 min',
      ['attempts_peak'],
      formatNumber(node.attemptsPeakPerSecond),
      shown(node.attemptsPeakPerSecond),
    ),
    signal(
      'Planned returns',
      ['planned_rate'],
      formatRate(node.plannedPerSecond),
      shown(node.plannedPerSecond),
    ),
    signal(
      'Established',
      ['accepts_rate'],
      formatRate(node.establishedPerSecond),
      shown(node.establishedPerSecond),
    ),
    signal('Cleaned up', ['closes_rate'], formatRate(node.closedPerSecond), shown(node.closedPerSecond)),
    heldSignal(node),
    signal(
      'Refused',
      ['rejects_rate'],
      `${formatRate(node.rejectedPerSecond)}${node.topRejectReason ? `, mostly ${node.topRejectReason}` : ''}`,
      above(node.rejectedPerSecond, 0, 'warning'),
    ),
    signal(
      'Would be refused',
      ['would_reject_rate'],
      node.limitsMode === 'enforce' ? 'limits are enforced' : formatRate(node.wouldRejectPerSecond),
      node.limitsMode === 'enforce' ? 'normal' : above(node.wouldRejectPerSecond, 0, 'warning'),
    ),
    signal(
      'Auth calls',
      ['auth_attempts_rate'],
      `${formatRate(node.authPerSecond)}${node.authBreaker ? `, breaker ${node.authBreaker}` : ''}`,
      node.authBreaker === 'open' ? 'critical' : shown(node.authPerSecond),
    ),
  ]
}

/** Little's law (F18): how long a connection is held on average, as long as arrivals are steady. */
function heldSignal({ connections, establishedPerSecond }: NodeReading): NodeSignal {
  const seconds = holdSeconds(connections, establishedPerSecond)
  const held = seconds === null ? null : seconds * 1_000
  return signal(
    'Held on average, at this rate',
    ['accepts_rate'],
    formatDuration(held),
    shown(establishedPerSecond),
  )
}

function socketSignals(node: NodeReading): NodeSignal[] {
  const descriptors = ratioOf(node.descriptorsOpen, node.descriptorLimit)
  return [
    signal(
      'Descriptors',
      ['open_fds', 'max_fds'],
      `${formatNumber(node.descriptorsOpen)} of ${formatNumber(node.descriptorLimit)}`,
      descriptorStatus(descriptors),
      '70 % / 80 %',
    ),
    signal(
      'ESTABLISHED',
      ['tcp_states'],
      formatNumber(node.socketsEstablished),
      above(node.socketsEstablished, OPEN_SOCKETS_CRITICAL, 'critical'),
      formatNumber(OPEN_SOCKETS_CRITICAL),
    ),
    signal(
      'CLOSE_WAIT',
      ['tcp_states'],
      formatNumber(node.socketsCloseWait),
      above(node.socketsCloseWait, CLOSE_WAIT_WARNING, 'warning'),
      formatNumber(CLOSE_WAIT_WARNING),
    ),
    signal(
      'TIME_WAIT',
      ['tcp_states'],
      formatNumber(node.socketsTimeWait),
      shown(node.socketsTimeWait),
      'holds no descriptor',
    ),
    signal(
      'Zombies',
      ['zombies'],
      formatNumber(node.zombies),
      above(node.zombies, ZOMBIES_CRITICAL, 'critical'),
      formatNumber(ZOMBIES_CRITICAL),
    ),
    signal(
      'Unfinished handshakes',
      ['unfinished_handshakes'],
      formatNumber(node.unfinishedHandshakes),
      shown(node.unfinishedHandshakes),
    ),
    signal('Accept queue', ['accept_queue'], formatNumber(node.acceptQueue), shown(node.acceptQueue)),
    signal(
      'Listen overflows',
      ['listen_overflows'],
      formatNumber(node.listenOverflows),
      shown(node.listenOverflows),
      'of the whole host',
    ),
  ]
}

/** Whole milliseconds at any size: 1,910 ms in the largest unit alone would read '1 s'. */
const inMs = (ms: number | null) => (ms === null ? UNKNOWN : `${formatNumber(ms)} ms`)

function processSignals(node: NodeReading): NodeSignal[] {
  return [
    signal(
      'Heartbeat p95 / p99',
      ['ping_rtt_p95'],
      `${formatNumber(node.latencyMsP95)} / ${inMs(node.latencyMsP99)}`,
      shown(node.latencyMsP99),
    ),
    signal(
      'Send buffer p95',
      ['send_buffer_p95'],
      formatBytes(node.sendBufferBytesP95),
      shown(node.sendBufferBytesP95),
    ),
    signal(
      'Event loop lag p99',
      ['loop_lag_p99_seconds'],
      inMs(node.loopLagMsP99),
      statusAtOrAbove(node.loopLagMsP99, LOOP_LAG_MS.warning, LOOP_LAG_MS.critical),
      formatDuration(LOOP_LAG_MS.warning),
    ),
    // Of a scraped server it is cores, and may be several.
    signal(
      'CPU',
      ['cpu_cores'],
      node.source === 'prometheus' && node.cpuRatio !== null
        ? `${formatNumber(node.cpuRatio, 1)} cores`
        : formatPercent(node.cpuRatio),
      shown(node.cpuRatio),
    ),
    signal(
      'Accept capacity',
      ['accept_capacity'],
      formatRate(node.capacityPerSecond),
      shown(node.capacityPerSecond),
    ),
    signal(
      'Most from one address',
      [],
      formatPercent(node.topAddressShareRatio),
      above(node.topAddressShareRatio, 0.5, 'warning'),
      'over 50 %: a proxy in front?',
    ),
    signal(
      'Speak the client protocol',
      [],
      formatPercent(node.protocolShareRatio, 'low'),
      shown(node.protocolShareRatio),
    ),
    signal(
      'Most frequent client',
      [],
      node.topVersion ?? '—',
      node.topVersion === null ? 'unknown' : 'normal',
      formatPercent(node.topVersionRatio),
    ),
  ]
}
