import { type AgentStatus, PROTOCOL_VERSION } from '@stormdeck/protocol'
import type { Attempts } from '../attempts/attempts.ts'
import type { NetReading } from '../observe/net-counters.ts'
import type { Settings } from '../options.ts'
import type { TierMachine } from '../tier/tier-machine.ts'
import type { Totals } from '../totals.ts'
import { agentVersion } from '../version.ts'

export type SidecarReading = {
  settings: Settings
  boot: string
  startedAtWallMs: number
  insecure: boolean
  nowMs: number
  attempts: Attempts
  fromBucket: number
  totals: Totals
  closed: number
  current: number | null
  thresholds: { warn: number; soft: number; limit: number }
  rssBytes: number | null
  memoryLimitBytes: number | null
  descriptors: { open: number | null; limit: number | null }
  sockets: AgentStatus['sockets']
  acceptQueue: number | null
  net: NetReading
  cpuRatio: number | null
  tier: ReturnType<TierMachine['status']>
}

/** The status of a process seen from outside: most of it is unknown, and says so. */
export function sidecarStatus(reading: SidecarReading): AgentStatus {
  const { current, nowMs, attempts, net } = reading
  return {
    protocol: PROTOCOL_VERSION,
    node: nodeOf(reading),
    pool: {
      ...UNKNOWN.pool,
      current,
      ...reading.thresholds,
      sessionsLast60s: current,
    },
    attempts: attempts.ring.series(reading.fromBucket, nowMs),
    burst: burstOf(reading),
    lowerBound: {
      active: true,
      why: 'seen from outside: what came and went between two looks is not counted',
    },
    totals: {
      ...UNKNOWN.totals,
      attempts: attempts.total,
      accepted: reading.totals.accepted,
      closed: { client: reading.closed },
    },
    memory: { ...UNKNOWN.memory, rssBytes: reading.rssBytes, limitBytes: reading.memoryLimitBytes },
    descriptors: { ...reading.descriptors, peak: null },
    sockets: reading.sockets,
    accept: {
      queue: reading.acceptQueue,
      backlog: null,
      ...net,
      capacityPerSecond: null,
      windowMs: null,
    },
    heartbeat: UNKNOWN.heartbeat,
    sendBuffer: UNKNOWN.sendBuffer,
    traffic: UNKNOWN.traffic,
    loop: UNKNOWN.loop,
    cpuRatio: reading.cpuRatio,
    auth: UNKNOWN.auth,
    breakers: {},
    clients: UNKNOWN.clients,
    tier: { ...reading.tier, sessionsUnder: null },
    warnings: [],
  }
}

function nodeOf({ settings, boot, startedAtWallMs, insecure }: SidecarReading): AgentStatus['node'] {
  return {
    id: settings.id,
    group: settings.group,
    agentVersion,
    boot,
    startedAt: startedAtWallMs,
    now: settings.clock.wall(),
    adapter: 'sidecar',
    enforces: [1],
    workers: 1,
    limitsMode: 'observe',
    insecure,
    demo: false,
  }
}

function burstOf({ attempts, nowMs, settings }: SidecarReading): AgentStatus['burst'] {
  const { burst, peak } = attempts
  const { perSecond, atMs } = peak.read(nowMs)
  const wallOf = (at: number | null) => (at === null ? null : settings.clock.wall() - (nowMs - at))
  return {
    threshold: burst.threshold,
    windowMs: burst.windowMs,
    holds: burst.holds(nowMs),
    lastAt: wallOf(burst.lastAtMs),
    peakPerSecond: perSecond,
    peakAt: wallOf(atMs),
  }
}

const UNKNOWN = {
  pool: {
    byTransport: { websocket: null, events: null, poll: null },
    perClient: null,
    perAddress: null,
    reduced: null,
    queued: null,
    zombies: null,
    unfinishedHandshakes: null,
  },
  totals: {
    rejected: {},
    wouldReject: {},
    zombiesDestroyed: 0,
    published: 0,
    dropped: 0,
    framesAround: null,
  },
  memory: {
    baseRssBytes: null,
    heapUsedBytes: null,
    externalBytes: null,
    baseLiveBytes: null,
    limitBytes: null,
  },
  heartbeat: {
    pingIntervalMs: null,
    boundMs: null,
    latencyMsP50: null,
    latencyMsP95: null,
    latencyMsP99: null,
    n: 0,
  },
  sendBuffer: { totalBytes: null, bytesP95: null, maxBytes: null },
  traffic: { messagesIn: null, messagesOut: null, bytesIn: null, bytesOut: null },
  loop: { lagMsP99: null, lagMsMax: null },
  auth: { full: null, cached: null, failed: null, inFlight: null, breaker: null },
  clients: { versions: [], protocolShare: null, distinct: null, topAddressShare: null },
} satisfies Partial<Record<keyof AgentStatus, unknown>>
