import type { AgentStatus } from '@stormdeck/protocol'
import { type Maybe, most, sum } from './fold.ts'
import { mergeBreakers, worstBreaker } from './merge-breakers.ts'
import { type Counted, mergeCounted } from './merge-counted.ts'
import { limitsWarning } from './merge-limits-mode.ts'
import { mergeMemory } from './merge-memory.ts'
import { mergeTier } from './merge-tier.ts'
import type { Silence } from './worker-board.ts'

/** Mean of ratios, each weighing as many sessions as its worker holds. */
function weighted(statuses: readonly AgentStatus[], ratio: (status: AgentStatus) => Maybe): Maybe {
  const known = statuses.filter(status => ratio(status) !== null && (status.pool.current ?? 0) > 0)
  const sessions = sum(known.map(status => status.pool.current)) ?? 0
  if (sessions === 0) return null
  return (
    known.reduce((total, status) => total + (ratio(status) ?? 0) * (status.pool.current ?? 0), 0) / sessions
  )
}

/** What the primary knows better than its workers. */
export type PrimaryPart = Pick<AgentStatus, 'node' | 'attempts' | 'burst'> & {
  tier: Omit<AgentStatus['tier'], 'sessionsUnder'>
  limits: Pick<AgentStatus['pool'], 'limit' | 'soft' | 'warn'>
  /** Of workers that are gone; `null`: none is. */
  departed: Counted | null
  silence: Silence | null
  windowMs: (sessions: number, perSecond: number | null) => number
}

/**
 * The workers of a cluster as one node (F28): counts are added, of qualities the worst is told. What is of the host
 * (its sockets, its accept queue) each worker sees whole, and is taken once.
 */
export function mergeStatus(primary: PrimaryPart, workers: readonly AgentStatus[]): AgentStatus {
  const each = <T>(part: (status: AgentStatus) => T): T[] => workers.map(part)
  const first = <T>(part: (status: AgentStatus) => T | null): T | null =>
    each(part).find(value => value !== null) ?? null
  const { limits, windowMs, tier, departed, silence, ...rest } = primary
  const counted = mergeCounted(departed ? [departed, ...workers] : workers)
  const capacity = sum(each(status => status.accept.capacityPerSecond))
  const sessions = sum(each(status => status.pool.sessionsLast60s))
  return {
    protocol: 1,
    ...rest,
    pool: { ...mergePool(each(status => status.pool)), ...limits },
    lowerBound: silence
      ? { active: true, why: saidOf(silence) }
      : (workers.find(status => status.lowerBound.active)?.lowerBound ?? { active: false, why: null }),
    totals: counted.totals,
    memory: mergeMemory(each(status => status.memory)),
    descriptors: {
      open: sum(each(status => status.descriptors.open)),
      limit: sum(each(status => status.descriptors.limit)),
      peak: sum(each(status => status.descriptors.peak)),
    },
    sockets: first(status => status.sockets),
    accept: {
      queue: first(status => status.accept.queue),
      backlog: first(status => status.accept.backlog),
      listenOverflows: most(each(status => status.accept.listenOverflows)),
      listenDrops: most(each(status => status.accept.listenDrops)),
      capacityPerSecond: capacity,
      windowMs: windowMs(sessions ?? 0, capacity),
    },
    heartbeat: mergeHeartbeat(each(status => status.heartbeat)),
    sendBuffer: {
      totalBytes: sum(each(status => status.sendBuffer.totalBytes)),
      bytesP95: most(each(status => status.sendBuffer.bytesP95)),
      maxBytes: most(each(status => status.sendBuffer.maxBytes)),
    },
    traffic: counted.traffic,
    loop: {
      lagMsP99: most(each(status => status.loop.lagMsP99)),
      // A loop that says nothing is late by that at least.
      lagMsMax: most([...each(status => status.loop.lagMsMax), silence?.longestMs ?? null]),
    },
    cpuRatio: sum(each(status => status.cpuRatio)),
    auth: { ...counted.auth, ...mergeAuth(each(status => status.auth)) },
    breakers: mergeBreakers(each(status => status.breakers)),
    clients: mergeClients(workers),
    tier: {
      ...mergeTier(
        tier,
        each(status => status.tier),
      ),
      sessionsUnder: weighted(workers, status => status.tier.sessionsUnder),
    },
    warnings: [
      ...(silence ? [silenceWarning(silence)] : []),
      ...limitsWarning(each(status => status.node.limitsMode)),
      ...new Map(workers.flatMap(({ warnings }) => warnings).map(warning => [warning.id, warning])).values(),
    ],
  }
}

const SILENT_NAMED = 5

function saidOf({ workers, longestMs }: Silence): string {
  const named = workers.slice(0, SILENT_NAMED).join(', ')
  const more = workers.length > SILENT_NAMED ? ` and ${workers.length - SILENT_NAMED} more` : ''
  return `no report from worker ${named}${more} of the cluster for ${Math.floor(longestMs / 1_000)} s`
}

function silenceWarning(silence: Silence): AgentStatus['warnings'][number] {
  return {
    id: 'silent-worker',
    text: `There is ${saidOf(silence)}: what is shown of it is from before.`,
    fix: null,
  }
}

function mergePool(pools: AgentStatus['pool'][]): Omit<AgentStatus['pool'], 'limit' | 'soft' | 'warn'> {
  return {
    current: sum(pools.map(pool => pool.current)),
    byTransport: {
      websocket: sum(pools.map(pool => pool.byTransport.websocket)),
      events: sum(pools.map(pool => pool.byTransport.events)),
      poll: sum(pools.map(pool => pool.byTransport.poll)),
    },
    // Each worker holds its own clients to them.
    perClient: most(pools.map(pool => pool.perClient)),
    perAddress: most(pools.map(pool => pool.perAddress)),
    reduced: sum(pools.map(pool => pool.reduced)),
    queued: sum(pools.map(pool => pool.queued)),
    zombies: sum(pools.map(pool => pool.zombies)),
    unfinishedHandshakes: sum(pools.map(pool => pool.unfinishedHandshakes)),
    sessionsLast60s: sum(pools.map(pool => pool.sessionsLast60s)),
  }
}

/** Quantiles of several samples cannot be joined; the worst worker's are never too good. */
function mergeHeartbeat(heartbeats: AgentStatus['heartbeat'][]): AgentStatus['heartbeat'] {
  return {
    pingIntervalMs: most(heartbeats.map(heartbeat => heartbeat.pingIntervalMs)),
    boundMs: most(heartbeats.map(heartbeat => heartbeat.boundMs)),
    latencyMsP50: most(heartbeats.map(heartbeat => heartbeat.latencyMsP50)),
    latencyMsP95: most(heartbeats.map(heartbeat => heartbeat.latencyMsP95)),
    latencyMsP99: most(heartbeats.map(heartbeat => heartbeat.latencyMsP99)),
    n: heartbeats.reduce((total, heartbeat) => total + heartbeat.n, 0),
  }
}

function mergeAuth(auths: AgentStatus['auth'][]): Pick<AgentStatus['auth'], 'inFlight' | 'breaker'> {
  return {
    inFlight: sum(auths.map(auth => auth.inFlight)),
    breaker: worstBreaker(auths.map(auth => auth.breaker)),
  }
}

function mergeClients(workers: readonly AgentStatus[]): AgentStatus['clients'] {
  const versions = new Map<string, { version: string; connections: number; attemptsLast60s: number }>()
  for (const { version, connections, attemptsLast60s } of workers.flatMap(
    ({ clients }) => clients.versions,
  )) {
    const known = versions.get(version) ?? { version, connections: 0, attemptsLast60s: 0 }
    known.connections += connections
    known.attemptsLast60s += attemptsLast60s
    versions.set(version, known)
  }
  return {
    versions: [...versions.values()].sort((a, b) => b.connections - a.connections).slice(0, 8),
    protocolShare: weighted(workers, status => status.clients.protocolShare),
    // The same client may be with several workers.
    distinct: null,
    topAddressShare: weighted(workers, status => status.clients.topAddressShare),
  }
}
