import type { AgentStatus, Tier } from '@stormdeck/protocol'
import { memoryPerConnection } from '../../domain/memory/memory-per-connection.ts'
import { timeToFull } from '../../domain/pool/time-to-full.ts'
import { lowerTier } from '../../domain/tier/step-tier.ts'
import { type AgentNode, type BucketColumn, ratePerSecond } from '../collector/agent-node.ts'
import type { NodeJudge } from './node-judge.ts'
import type { NodeValues } from './node-values.ts'
import { steadyInstant, tenth, thousandth, toStep } from './reading-parts.ts'

const MEAN_SECONDS = 10

/** Every number of a row, from the last answer of the agent and its rings. */
export function valuesOf(judged: NodeJudge, status: AgentStatus): NodeValues {
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
    memory: { usedBytes: memory.rssBytes, limitBytes: memory.limitBytes },
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
    memoryLimitBytes: status.memory.limitBytes,
    descriptorsOpen: descriptors.open,
    descriptorLimit: descriptors.limit,
    socketsEstablished: sockets?.established ?? null,
    socketsTimeWait: sockets?.timeWait ?? null,
    socketsCloseWait: sockets?.closeWait ?? null,
    acceptQueue: accept.queue,
    listenOverflows: accept.listenOverflows,
    capacityPerSecond: toStep(accept.capacityPerSecond, 1),
    latencyMsP95: tenth(heartbeat.latencyMsP95),
    latencyMsP99: tenth(heartbeat.latencyMsP99),
    sendBufferBytesP95: toStep(status.sendBuffer.bytesP95, 1),
    loopLagMsP99: tenth(status.loop.lagMsP99),
    cpuRatio: thousandth(toStep(status.cpuRatio, 0.01)),
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
    localLongestMs: wholeSeconds(tier.local?.longestMs ?? null),
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

/** A remainder that changes with every look would be sent with every look. */
const wholeSeconds = (ms: number | null) => (ms === null ? null : Math.ceil(ms / 1_000) * 1_000)
