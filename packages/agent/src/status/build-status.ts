import { type AgentStatus, PROTOCOL_VERSION, STORM_THRESHOLDS } from '@stormdeck/protocol'
import type { Core } from '../core.ts'
import { poolThresholds } from '../limits/limits.ts'
import { agentVersion } from '../version.ts'
import { clientsStatus } from './clients-status.ts'
import type { StatusSources } from './status-sources.ts'
import { warningsOf } from './warnings.ts'

/**
 * The complete state now, with the attempt buckets from number `fromBucket` on. `null` is unknown, never zero.
 * @param burstAttempts what makes the burst that the verdict is of
 */
export function buildStatus(
  sources: StatusSources,
  fromBucket: number,
  burstAttempts = STORM_THRESHOLDS.burstAttempts,
): AgentStatus {
  const { core, gauges, net, sockets, lag, sendBuffers } = sources
  const nowMs = core.now()
  core.attempts.touch(nowMs)
  const descriptors = sources.descriptors.read()
  const netReading = net.read()
  return {
    protocol: PROTOCOL_VERSION,
    node: nodeStatus(sources),
    pool: poolStatus(sources),
    attempts: core.attempts.ring.series(fromBucket, nowMs),
    burst: burstStatus(core, nowMs, burstAttempts),
    lowerBound: sources.lowerBound.status,
    totals: totalsStatus(sources),
    memory: gauges.memory,
    descriptors,
    sockets: sockets.latest?.states ?? null,
    accept: {
      queue: sockets.latest?.acceptQueue ?? null,
      backlog: null,
      ...netReading,
      capacityPerSecond: core.flow.perSecond,
      windowMs: core.windowMs(),
    },
    heartbeat: heartbeatStatus(sources, nowMs),
    sendBuffer: sendBuffers.latest,
    traffic: trafficStatus(core),
    loop: lag.read(),
    cpuRatio: gauges.cpuRatio,
    auth: authStatus(sources),
    breakers: sources.breakers.states(),
    clients: clientsStatus(core, nowMs),
    tier: { ...core.tier.status(), sessionsUnder: core.shareUnder() },
    warnings: warningsOf(sources, descriptors),
  }
}

function nodeStatus({ core, adapter, insecure }: StatusSources): AgentStatus['node'] {
  const { settings } = core
  return {
    id: settings.id,
    group: settings.group,
    agentVersion,
    boot: core.boot,
    startedAt: core.startedAtWallMs,
    now: settings.clock.wall(),
    adapter,
    enforces: [...core.enforces],
    workers: 1,
    limitsMode: settings.limits.mode,
    insecure,
    demo: settings.demo,
  }
}

function poolStatus({ core, unfinishedHandshakes, ownPings }: StatusSources): AgentStatus['pool'] {
  const { pool, settings } = core
  return {
    current: pool.current,
    byTransport: { ...pool.byTransport },
    ...poolThresholds(settings.limits.connections),
    perClient: settings.namesClients ? settings.limits.perClient : null,
    perAddress: settings.limits.perAddress,
    reduced: core.protection.reduced,
    queued: core.flow.queue.length,
    zombies: core.heartbeat?.zombies ?? ownPings?.().zombies ?? null,
    unfinishedHandshakes: unfinishedHandshakes(),
    sessionsLast60s: core.sessionsLast60s(),
  }
}

function burstStatus(core: Core, nowMs: number, attempts: number): AgentStatus['burst'] {
  const { verdicts, peak } = core.attempts
  const burst = verdicts.of(attempts)
  const { perSecond, atMs } = peak.read(nowMs)
  return {
    threshold: burst.threshold,
    windowMs: burst.windowMs,
    holds: burst.holds(nowMs),
    lastAt: burst.lastAtMs === null ? null : core.wallOf(burst.lastAtMs),
    peakPerSecond: perSecond,
    peakAt: atMs === null ? null : core.wallOf(atMs),
  }
}

function totalsStatus({ core: { totals, attempts }, routesItself }: StatusSources): AgentStatus['totals'] {
  return {
    attempts: attempts.total,
    accepted: totals.accepted,
    rejected: { ...totals.rejected },
    wouldReject: { ...totals.wouldReject },
    closed: { ...totals.closed },
    zombiesDestroyed: totals.zombiesDestroyed,
    published: totals.published,
    dropped: totals.dropped,
    framesAround: routesItself ? null : totals.framesAround,
  }
}

function heartbeatStatus(
  { core: { heartbeat }, ownPings }: StatusSources,
  nowMs: number,
): AgentStatus['heartbeat'] {
  if (!heartbeat) {
    const { pingIntervalMs, boundMs } = ownPings?.() ?? { pingIntervalMs: null, boundMs: null }
    return {
      pingIntervalMs,
      boundMs,
      latencyMsP50: null,
      latencyMsP95: null,
      latencyMsP99: null,
      n: 0,
    }
  }
  const { p50, p95, p99, n } = heartbeat.latency.read(nowMs)
  return {
    pingIntervalMs: heartbeat.pingIntervalMs,
    boundMs: heartbeat.boundMs,
    latencyMsP50: p50,
    latencyMsP95: p95,
    latencyMsP99: p99,
    n,
  }
}

function trafficStatus({ totals }: Core): AgentStatus['traffic'] {
  const { messagesIn, messagesOut, bytesIn, bytesOut } = totals
  return { messagesIn, messagesOut, bytesIn, bytesOut }
}

function authStatus({ core: { totals }, auth }: StatusSources): AgentStatus['auth'] {
  if (!auth) return { full: null, cached: null, failed: null, inFlight: null, breaker: null }
  return {
    full: totals.authFull,
    cached: totals.authCached,
    failed: totals.authFailed,
    inFlight: auth.inFlight,
    breaker: auth.breaker.state,
  }
}
