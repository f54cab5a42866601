import type { AgentStatus, Tier } from '@stormdeck/protocol'
import { AGE_UNIT_MS } from '../../contract/feed.ts'
import { memoryPerConnection } from '../../domain/memory/memory-per-connection.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { timeToFull } from '../../domain/pool/time-to-full.ts'
import { hasValues, type Reach, reachByAge } from '../../domain/reach.ts'
import { lowerTier } from '../../domain/tier/step-tier.ts'
import { type AgentNode, type BucketColumn, ratePerSecond } from '../collector/agent-node.ts'
import type { NodeJudge } from './node-judge.ts'
import { steadyInstant, tenth, thousandth, toStep } from './reading-parts.ts'

const MEAN_SECONDS = 10

/** The moment of a state: a multiple of the unit in which ages travel. */
export const onGrid = (now: number): number => Math.floor(now / AGE_UNIT_MS) * AGE_UNIT_MS

/** The row of one node at `now`, from its last answer and its rings. What cannot be known is `null`. */
export function nodeReadingOf(judged: NodeJudge, now: number): NodeReading {
  const { node } = judged
  // On the grid on which ages travel, so that the moment a node was last seen does not flutter.
  const at = onGrid(now)
  const lastSeenAt = node.receivedAt === null ? null : Math.min(at, onGrid(node.receivedAt))
  const ageMs = lastSeenAt === null ? null : at - lastSeenAt
  const reach = reachOf(node, ageMs)
  const status = node.status
  const told = status !== null && hasValues(reach) ? status : null
  return {
    ...identity(node, status),
    reach,
    error: reach === 'fresh' ? null : node.error,
    ageMs,
    lastSeenAt,
    ...(told === null ? NOTHING : valuesOf(judged, told)),
    ...stormOf(judged, now),
    lowerBoundWhy: told?.lowerBound.active ? told.lowerBound.why : null,
  }
}

function reachOf(node: AgentNode, ageMs: number | null): Reach {
  const byAge = reachByAge(ageMs)
  if (byAge === 'fresh') return byAge
  if (node.vanishedAt !== null) return 'vanished'
  return node.refused ? 'refused' : byAge
}

type Identity = Pick<
  NodeReading,
  'id' | 'group' | 'adapter' | 'agentVersion' | 'demo' | 'insecure' | 'limitsMode' | 'source'
>

function identity(node: AgentNode, status: AgentStatus | null): Identity {
  return {
    id: node.id,
    group: node.group,
    adapter: status?.node.adapter ?? null,
    agentVersion: status?.node.agentVersion ?? null,
    demo: status?.node.demo ?? false,
    insecure: status?.node.insecure ?? false,
    limitsMode: status?.node.limitsMode ?? null,
    source: 'agent',
  }
}

type StormPart = Pick<
  NodeReading,
  | 'attemptsLastSecond'
  | 'attemptsPerSecondMean60s'
  | 'lowerBound'
  | 'stormState'
  | 'stormSince'
  | 'burst'
  | 'sustained'
  | 'observedMs'
>

function stormOf(judged: NodeJudge, now: number): StormPart {
  const verdict = judged.judge(now)
  return {
    attemptsLastSecond: tenth(verdict.lastSecond),
    attemptsPerSecondMean60s: tenth(verdict.meanPerSecond),
    lowerBound: verdict.lowerBound,
    stormState: verdict.state,
    stormSince: Math.round(verdict.since),
    burst: verdict.burst,
    sustained: verdict.sustained,
    observedMs: verdict.observedMs,
  }
}

type Values = Omit<NodeReading, keyof Identity | keyof StormPart | keyof Fixed>
type Fixed = Pick<NodeReading, 'reach' | 'error' | 'ageMs' | 'lastSeenAt' | 'lowerBoundWhy'>

function valuesOf(judged: NodeJudge, status: AgentStatus): Values {
  const { node } = judged
  const reasons = judged.reasons.read(status.totals)
  const rates = ratesOf(node)
  return {
    ...poolOf(status),
    ...rates,
    ...peakOf(judged, status),
    ...systemOf(status),
    ...tierOf(judged, status),
    ...clientsOf(node, status),
    ...capacityOf(node, status, rates),
    topRejectReason: reasons.reject,
    topCloseReason: reasons.close,
    warnings: status.warnings.length,
  }
}

function poolOf({ pool }: AgentStatus) {
  return {
    connections: pool.current,
    connectionLimit: pool.limit,
    softLimit: pool.soft,
    warnLimit: pool.warn,
    reducedSessions: pool.reduced,
    queued: pool.queued,
    zombies: pool.zombies,
    unfinishedHandshakes: pool.unfinishedHandshakes,
    sessionsLast60s: pool.sessionsLast60s,
  }
}

/** Means over the last 10 s that were observed. */
function ratesOf(node: AgentNode) {
  const rate = (column: BucketColumn) => tenth(ratePerSecond(node.buckets, column, node.buckets.newest))
  return {
    plannedPerSecond: rate('planned'),
    establishedPerSecond: rate('accepted'),
    closedPerSecond: rate('closed'),
    rejectedPerSecond: rate('rejected'),
    wouldRejectPerSecond: meanOfSeconds(node, 'wouldReject'),
    authPerSecond: meanOfSeconds(node, 'auth'),
  }
}

function meanOfSeconds(node: AgentNode, column: 'wouldReject' | 'auth'): number | null {
  const last = node.seconds.newest
  const { sum, known } = node.seconds.total(column, last - MEAN_SECONDS + 1, last)
  return known === 0 ? null : tenth(sum / known)
}

/** What a connection costs, and when the first resource is full (F2, F12). */
function capacityOf(node: AgentNode, status: AgentStatus, rates: ReturnType<typeof ratesOf>) {
  const { pool, memory, descriptors } = status
  const live = (heap: number | null, external: number | null) =>
    heap === null || external === null ? null : heap + external
  const cost = memoryPerConnection({
    connections: pool.current,
    peakConnections10Min: node.seconds.max('connections', node.seconds.newest - 599, node.seconds.newest),
    rssBytes: memory.rssBytes,
    baseRssBytes: memory.baseRssBytes,
    liveBytes: live(memory.heapUsedBytes, memory.externalBytes),
    baseLiveBytes: memory.baseLiveBytes,
  })
  const filling = timeToFull({
    connections: { current: pool.current, limit: pool.limit },
    descriptors: { open: descriptors.open, limit: descriptors.limit },
    // An agent does not know how much memory its process may take.
    memory: null,
    establishedPerSecond: rates.establishedPerSecond,
    closedPerSecond: rates.closedPerSecond,
    memoryPerConnectionBytes: cost.bytes,
  })
  node.seconds.set('memoryPerConnection', node.seconds.newest, cost.bytes)
  return {
    memoryPerConnectionBytes: toStep(cost.bytes, 100),
    memoryMethod: cost.method,
    ...filling,
    timeToFullMs: toStep(filling.timeToFullMs, 1_000),
  }
}

function peakOf(judged: NodeJudge, status: AgentStatus) {
  judged.peakAt = steadyInstant(judged.peakAt, onOurClock(judged.node, status, status.burst.peakAt))
  return { attemptsPeakPerSecond: status.burst.peakPerSecond, attemptsPeakAt: judged.peakAt }
}

function systemOf(status: AgentStatus) {
  const { sockets, accept, heartbeat, descriptors } = status
  return {
    rssBytes: toStep(status.memory.rssBytes, 100_000),
    descriptorsOpen: descriptors.open,
    descriptorLimit: descriptors.limit,
    socketsEstablished: sockets?.established ?? null,
    socketsTimeWait: sockets?.timeWait ?? null,
    socketsCloseWait: sockets?.closeWait ?? null,
    acceptQueue: accept.queue,
    acceptPaused: accept.paused,
    listenOverflows: accept.listenOverflows,
    capacityPerSecond: toStep(accept.capacityPerSecond, 1),
    latencyMsP95: tenth(heartbeat.latencyMsP95),
    latencyMsP99: tenth(heartbeat.latencyMsP99),
    sendBufferBytesP95: toStep(status.sendBuffer.bytesP95, 1),
    loopLagMsP99: tenth(status.loop.lagMsP99),
    cpuRatio: toStep(status.cpuRatio, 0.01) === null ? null : thousandth(toStep(status.cpuRatio, 0.01)),
    authBreaker: status.auth.breaker,
  }
}

function tierOf(judged: NodeJudge, status: AgentStatus) {
  const { tier } = status
  judged.tierSince = steadyInstant(judged.tierSince, onOurClock(judged.node, status, tier.since))
  return {
    orderedTier: tier.ordered,
    effectiveTier: tier.effective,
    tierSince: judged.tierSince,
    enforcesUpTo: status.node.enforces.reduce<Tier>(lowerTier, 1),
    localReason: tier.local?.reason ?? null,
    tierRevision: tier.revision,
    tierEpoch: tier.epoch,
    tierIssuer: tier.issuer,
    tierDurable: tier.durable,
    sessionsUnderRatio: thousandth(tier.sessionsUnder),
  }
}

function clientsOf(node: AgentNode, { clients }: AgentStatus) {
  const top = clients.versions.reduce<(typeof clients.versions)[number] | null>(
    (most, version) => (version.attemptsLast60s > (most?.attemptsLast60s ?? 0) ? version : most),
    null,
  )
  const listed = clients.versions.reduce((sum, version) => sum + version.attemptsLast60s, 0)
  const counted =
    (node.buckets.sum('attempts', node.buckets.oldest, node.buckets.newest) ?? 0) +
    (node.buckets.sum('planned', node.buckets.oldest, node.buckets.newest) ?? 0)
  return {
    protocolShareRatio: thousandth(clients.protocolShare),
    topAddressShareRatio: thousandth(clients.topAddressShare),
    topVersion: top?.version ?? null,
    topVersionRatio: top === null ? null : thousandth(top.attemptsLast60s / Math.max(listed, counted)),
  }
}

/** A moment on the agent's clock as a moment on ours: both know how long it was before the answer. */
function onOurClock(node: AgentNode, status: AgentStatus, at: number | null): number | null {
  return at === null || node.receivedAt === null
    ? null
    : Math.max(0, node.receivedAt - (status.node.now - at))
}

const NOTHING: Values = {
  connections: null,
  connectionLimit: null,
  softLimit: null,
  warnLimit: null,
  reducedSessions: null,
  queued: null,
  zombies: null,
  unfinishedHandshakes: null,
  sessionsLast60s: null,
  memoryPerConnectionBytes: null,
  memoryMethod: null,
  rssBytes: null,
  attemptsPeakPerSecond: null,
  attemptsPeakAt: null,
  plannedPerSecond: null,
  establishedPerSecond: null,
  closedPerSecond: null,
  rejectedPerSecond: null,
  wouldRejectPerSecond: null,
  timeToFullMs: null,
  fullsFirst: null,
  fillingKnown: false,
  descriptorsOpen: null,
  descriptorLimit: null,
  socketsEstablished: null,
  socketsTimeWait: null,
  socketsCloseWait: null,
  acceptQueue: null,
  acceptPaused: false,
  listenOverflows: null,
  latencyMsP95: null,
  latencyMsP99: null,
  sendBufferBytesP95: null,
  loopLagMsP99: null,
  cpuRatio: null,
  authPerSecond: null,
  authBreaker: null,
  orderedTier: null,
  effectiveTier: null,
  tierSince: null,
  enforcesUpTo: null,
  localReason: null,
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
}
