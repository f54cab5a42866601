import { isTier, type StormThresholds } from '@stormdeck/protocol'
import { AGENT_PROFILE } from '../../domain/agent-profile.ts'
import { type MemoryPerConnection, memoryPerConnection } from '../../domain/memory/memory-per-connection.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { timeToFull } from '../../domain/pool/time-to-full.ts'
import { hasValues, meanWindowMs, type Reach, reachByAge } from '../../domain/reach.ts'
import { prometheusVerdict } from '../../domain/storm/prometheus-verdict.ts'
import { tenth } from '../fleet/reading-parts.ts'
import type { InstanceSignals, NodeSignal } from './node-signals.ts'
import type { ScrapedState } from './scraped-state.ts'
import type { KnownServer } from './server-list.ts'

export type ScrapedNode = {
  server: KnownServer
  /** `null`: no sample. */
  signals: InstanceSignals | null
  /** Why there is no sample now; `null` where there is one, or Prometheus could not be asked. */
  state: ScrapedState | null
  /** Most connections seen within the last 10 min. */
  peakConnections10Min: number | null
  /** What failed at the last read; `null` when it did not. */
  error: string | null
  /** How far Prometheus' clock is ahead of ours, ms. */
  clockOffsetMs: number
}

const ms = (seconds: number | null) => (seconds === null ? null : Math.round(seconds * 10_000) / 10)

function reader(signals: InstanceSignals | null, reach: Reach) {
  return (signal: NodeSignal): number | null =>
    signals === null || !hasValues(reach) ? null : (signals.values[signal] ?? null)
}
type Read = ReturnType<typeof reader>

/**
 * The row of a server that is known from Prometheus only. Nothing is claimed that its samples do not hold. Ages run on
 * the monotonic clock, so that a wall clock that is set does not touch them.
 */
export function prometheusNodeReading(
  scraped: ScrapedNode,
  { now, mono }: { now: number; mono: number },
  thresholds: StormThresholds,
): NodeReading {
  const { server, signals } = scraped
  const ageMs = signals?.ageMs == null ? null : Math.max(0, signals.ageMs + mono - signals.askedAt)
  const reach = reachOf(scraped, ageMs)
  const read = reader(signals, reach)
  return {
    id: server.node,
    group: server.group,
    adapter: server.profile.id,
    agentVersion: null,
    demo: false,
    insecure: false,
    limitsMode: null,
    reach,
    error: scraped.error ?? whyNoSample(scraped, reach),
    ageMs: ageMs === null ? null : Math.round(ageMs / 100) * 100,
    lastSeenAt: ageMs === null ? null : Math.round(now - ageMs),
    source: 'prometheus',
    resolutionMs: server.scrapeIntervalMs,
    ...stormPart(scraped, read, ageMs, now, thresholds),
    ...poolPart(scraped, read),
    ...socketPart(signals, read),
    ...NOT_FROM_PROMETHEUS,
    effectiveTier: tierOf(read('tier')),
  }
}

/** With its samples ended it is stale at once, and withdrawn when they are too old. */
function reachOf({ server, state }: ScrapedNode, ageMs: number | null): Reach {
  const byAge = ageMs === null ? 'silent' : reachByAge(ageMs, server.scrapeIntervalMs)
  if (state === 'not-scraped' && !hasValues(byAge)) return 'vanished'
  return state !== null && byAge === 'fresh' ? 'stale' : byAge
}

function whyNoSample({ server, state }: ScrapedNode, reach: Reach): string | null {
  if (state === 'failing') return 'Prometheus cannot scrape it (up is 0); see its /targets page'
  if (state === 'not-scraped') return 'Prometheus does not scrape it any more'
  if (state === 'without-it')
    return `Prometheus scrapes it, and has no recent sample of ${server.profile.detect.join(' or ')}`
  return reach === 'silent' ? 'Prometheus has no recent sample of it; see its /targets page' : null
}

const tierOf = (value: number | null) => (isTier(value) ? value : null)

function stormPart(
  scraped: ScrapedNode,
  read: Read,
  ageMs: number | null,
  now: number,
  thresholds: StormThresholds,
) {
  const { scrapeIntervalMs } = scraped.server
  // The server's clock, like Prometheus', may differ from ours; what we can line up is Prometheus'.
  const ours = (seconds: number | null) => (seconds === null ? null : seconds * 1000 - scraped.clockOffsetMs)
  const means = scraped.signals?.means ?? {}
  const verdict = prometheusVerdict(
    {
      scrapeIntervalMs,
      sampleAgeMs: ageMs,
      perSecond: read('attempts_rate') ?? read('accepts_rate'),
      meanPerSecond: means.attempts_rate ?? means.accepts_rate ?? null,
      meanWindowMs: meanWindowMs(scrapeIntervalMs),
      peakPerSecond: read('attempts_peak'),
      peakAt: ours(read('attempts_peak_at')),
      // Both come with the same version of the agent; a burst that never was has no time.
      lastBurstAt: read('attempts_peak_5s') === null ? 'untold' : ours(read('last_burst_at')),
      lowerBound: read('attempts_lower_bound') === 1,
    },
    now,
    thresholds,
  )
  return {
    attemptsLastSecond: null,
    attemptsPerSecondMean60s: tenth(verdict.meanPerSecond),
    attemptsPeakPerSecond: verdict.peakPerSecond,
    attemptsPeakAt: verdict.peakAt,
    lowerBound: verdict.lowerBound,
    lowerBoundWhy: verdict.lowerBound ? 'the server says that it sees less than there is' : null,
    stormState: verdict.state,
    stormSince: verdict.state === 'cannot-tell' ? null : Math.round(verdict.since),
    burst: verdict.burst,
    sustained: verdict.sustained,
    observedMs: verdict.observedMs,
    burstThresholdAttempts: thresholds.burstAttempts,
    sustainedThresholdPerSecond: thresholds.sustainedPerSecond,
  }
}

function poolPart(scraped: ScrapedNode, read: Read) {
  const connections = read('connections')
  const limit = read('connections_max') ?? scraped.server.connectionLimit
  const established = read('accepts_rate')
  const closed = read('closes_rate')
  const cost = memoryCost(scraped, read)
  const filling = timeToFull({
    connections: { current: connections, limit },
    descriptors: { open: read('open_fds'), limit: read('max_fds') },
    memory: null,
    establishedPerSecond: established,
    closedPerSecond: closed,
    memoryPerConnectionBytes: cost.bytes,
  })
  return {
    connections,
    connectionLimit: limit,
    memoryPerConnectionBytes: cost.bytes,
    memoryMethod: cost.method,
    rssBytes: read('rss_bytes'),
    plannedPerSecond: tenth(read('planned_rate')),
    establishedPerSecond: tenth(established),
    closedPerSecond: tenth(closed),
    rejectedPerSecond: tenth(read('rejects_rate')),
    authPerSecond: tenth(read('auth_full_rate') ?? read('auth_attempts_rate')),
    ...filling,
  }
}

function memoryCost({ server, peakConnections10Min }: ScrapedNode, read: Read): MemoryPerConnection {
  // Our agent knows what its process held before the first connection: where it says nothing, nobody can tell better.
  if (server.profile.id === AGENT_PROFILE) {
    const bytes = read('mem_per_connection')
    return { bytes, method: bytes === null ? null : 'rss' }
  }
  return memoryPerConnection({
    connections: read('connections'),
    peakConnections10Min,
    rssBytes: read('rss_bytes'),
    // What the process held before its first connection is not known: the share is an upper bound.
    baseRssBytes: 0,
    liveBytes: null,
    baseLiveBytes: null,
  })
}

function socketPart(signals: InstanceSignals | null, read: Read) {
  const counted = read('connections') !== null && signals !== null && Object.keys(signals.states).length > 0
  // A state without sockets has no series: where states are counted at all, absence is zero.
  const state = (...names: string[]) =>
    counted ? names.reduce((sum, name) => sum + (signals?.states[name] ?? 0), 0) : null
  return {
    zombies: read('zombies'),
    unfinishedHandshakes: read('unfinished_handshakes'),
    descriptorsOpen: read('open_fds'),
    descriptorLimit: read('max_fds'),
    socketsEstablished: state('established', 'ESTABLISHED'),
    socketsTimeWait: state('time_wait', 'timeWait', 'TIME_WAIT'),
    socketsCloseWait: state('close_wait', 'closeWait', 'CLOSE_WAIT'),
    acceptQueue: read('accept_queue'),
    latencyMsP95: ms(read('ping_rtt_p95')),
    loopLagMsP99: ms(read('loop_lag_p99_seconds') ?? read('eventloop_lag_p99_seconds')),
    cpuRatio: read('cpu_cores'),
  }
}

const NOT_FROM_PROMETHEUS = {
  memoryLimitBytes: null,
  softLimit: null,
  warnLimit: null,
  reducedSessions: null,
  queued: null,
  sessionsLast60s: null,
  wouldRejectPerSecond: null,
  listenOverflows: null,
  latencyMsP99: null,
  sendBufferBytesP95: null,
  authBreaker: null,
  orderedTier: null,
  tierSince: null,
  enforcesUpTo: null,
  localReason: null,
  localLongestMs: null,
  tierRevision: null,
  tierEpoch: null,
  tierIssuer: null,
  tierDurable: null,
  sessionsUnderRatio: null,
  protocolShareRatio: null,
  capacityPerSecond: null,
  topAddressShareRatio: null,
  topVersion: null,
  topVersionRatio: null,
  topRejectReason: null,
  topCloseReason: null,
  warnings: 0,
} as const
