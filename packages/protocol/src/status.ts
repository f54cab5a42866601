import { CLOSE_REASONS, REJECT_REASONS } from './close-codes.ts'
import { leaseShape, MAX_LEASES } from './lease.ts'
import {
  array,
  boolean,
  type Infer,
  integer,
  looseText,
  nullable,
  number,
  object,
  oneOf,
  record,
  type Shape,
  text,
  withDefault,
} from './shape.ts'
import { TIERS } from './tier.ts'

export const PROTOCOL_VERSION = 1
/** Attempts are counted in buckets of this length … */
export const BUCKET_MS = 100
/** … and this many are kept: one minute. */
export const BUCKETS_KEPT = 600
export const BUCKETS_PER_SECOND = 1_000 / BUCKET_MS

/** One count a bucket, oldest first; `null` where the loop did not run and nothing could be counted. */
const series: Shape<(number | null)[]> = array(nullable(integer()), BUCKETS_KEPT)
const ratio = nullable(number(0, 1))
const count = integer()
const maybeCount = nullable(integer())
const bytes = nullable(number(0))

/** Counts by reason. A reason that is not listed is left out: a newer peer may have more of them than we can name. */
const counters = <const K extends readonly string[]>(keys: K): Shape<Partial<Record<K[number], number>>> => {
  const all = record(value => value, 64)
  return (input, path = '') => {
    const sent = all(input, path)
    const known = keys.filter(key => Object.hasOwn(sent, key))
    return Object.fromEntries(known.map(key => [key, count(sent[key], `${path}.${key}`)])) as Partial<
      Record<K[number], number>
    >
  }
}

/**
 * Attempts by 100 ms. Bucket `from + i` covers agent time [startedAtMono + (from + i) × 100 ms, + 100 ms).
 * The last bucket may still be filling; its number comes again in the next answer.
 */
export const attemptSeriesShape = object({
  /** Number of the first bucket sent, counted from the boot of the agent. */
  from: count,
  firstTime: series,
  reconnect: series,
  /** Came with a valid ticket in its time: not a storm. */
  planned: series,
  /** A poll before its time, refused. */
  early: series,
  /** Class unknown: accepts seen below the handshake. */
  unknown: series,
  accepted: series,
  rejected: series,
  closed: series,
  /** Milliseconds that the newest bucket has been filling for, 0 to 100. */
  newestAgeMs: number(0, BUCKET_MS),
})
export type AttemptSeries = Infer<typeof attemptSeriesShape>

/** Exact, from the times of the last attempts (detection.md). */
export const burstShape = object({
  threshold: integer(1),
  windowMs: integer(1),
  /** At the moment of the answer. */
  holds: boolean,
  /** Agent epoch ms of the last attempt that completed a burst; `null`: none since boot. */
  lastAt: nullable(number(0)),
  /** Most attempts in any one second of the last 5 min, and the end of that second in epoch ms. */
  peakPerSecond: count,
  peakAt: nullable(number(0)),
})

export const LOCAL_REASONS = ['soft-limit', 'memory', 'descriptors', 'loop-lag', 'climbing'] as const

export const agentStatusShape = object({
  protocol: oneOf([PROTOCOL_VERSION]),
  node: object({
    id: text(63, 1),
    group: text(63, 1),
    agentVersion: text(32),
    /** Identity of this run of the process; sequence numbers start again with it. */
    boot: text(40, 1),
    startedAt: number(0),
    /** Agent wall clock when the answer was made, epoch ms. */
    now: number(0),
    adapter: oneOf(['ws', 'socket.io', 'mqtt', 'sidecar']),
    /** Tiers that this adapter can enforce. */
    enforces: array(oneOf(TIERS), 5),
    workers: integer(0, 1024),
    limitsMode: oneOf(['observe', 'enforce']),
    /** The control listener is reachable beyond loopback without TLS. */
    insecure: withDefault(boolean, false),
    /** Part of the embedded demo. */
    demo: withDefault(boolean, false),
  }),
  pool: object({
    current: maybeCount,
    byTransport: object({ websocket: maybeCount, events: maybeCount, poll: maybeCount }),
    limit: maybeCount,
    soft: maybeCount,
    warn: maybeCount,
    /** Connections one client and one address may hold (F10). `null`: nobody names clients, or an agent that does not say. */
    perClient: maybeCount,
    perAddress: maybeCount,
    /** Sessions admitted in reduced mode by local protection. */
    reduced: maybeCount,
    queued: maybeCount,
    zombies: maybeCount,
    unfinishedHandshakes: maybeCount,
    /** Distinct sessions that were open at any time within the last 60 s. */
    sessionsLast60s: maybeCount,
  }),
  attempts: attemptSeriesShape,
  burst: burstShape,
  /** True while attempts may be hidden from the agent; `why` says it in words. */
  lowerBound: object({ active: boolean, why: nullable(text(120)) }),
  /** Since boot. */
  totals: object({
    attempts: count,
    accepted: count,
    rejected: counters(REJECT_REASONS),
    /** Refusals that `enforce` would have made (F10). */
    wouldReject: counters(REJECT_REASONS),
    closed: counters(CLOSE_REASONS),
    /** Connections destroyed because a ping stayed unanswered (F20). */
    zombiesDestroyed: count,
    published: count,
    /** Droppable messages not sent because of the tier. */
    dropped: count,
    /** Frames the application sent around `publish`; `null`: cannot know. */
    framesAround: maybeCount,
  }),
  memory: object({
    rssBytes: bytes,
    /** rss before the first connection (detection.md, "Memory per connection"). */
    baseRssBytes: bytes,
    heapUsedBytes: bytes,
    externalBytes: bytes,
    /** Heap in use + external before the first connection. */
    baseLiveBytes: bytes,
    /** What the process may use: the smallest limit of its control groups, else the memory of the host. */
    limitBytes: withDefault(bytes, null),
  }),
  descriptors: object({ open: maybeCount, limit: maybeCount, peak: maybeCount }),
  /** By TCP state, of the served ports; `null`: cannot be read here. */
  sockets: nullable(
    object({
      established: count,
      synRecv: count,
      finWait: count,
      timeWait: count,
      closeWait: count,
      lastAck: count,
      other: count,
    }),
  ),
  accept: object({
    /** Connections the kernel has completed and nobody has accepted. */
    queue: maybeCount,
    backlog: maybeCount,
    /** Host-wide since boot of the host; counts retries (facts.md, M2). */
    listenOverflows: maybeCount,
    listenDrops: maybeCount,
    /** Attempts a second this node can take, measured; `null`: not measured yet. */
    capacityPerSecond: nullable(number(0)),
    /** Window that clients are told, ms. */
    windowMs: nullable(number(0)),
  }),
  heartbeat: object({
    /** `null`: nobody pings, or it is not known who does. */
    pingIntervalMs: maybeCount,
    /** A dead connection is gone at most this long after its last sign of life (F20); `null`: not known. */
    boundMs: maybeCount,
    latencyMsP50: nullable(number(0)),
    latencyMsP95: nullable(number(0)),
    latencyMsP99: nullable(number(0)),
    n: count,
  }),
  sendBuffer: object({ totalBytes: bytes, bytesP95: bytes, maxBytes: bytes }),
  traffic: object({
    messagesIn: maybeCount,
    messagesOut: maybeCount,
    bytesIn: maybeCount,
    bytesOut: maybeCount,
  }),
  loop: object({ lagMsP99: nullable(number(0)), lagMsMax: nullable(number(0)) }),
  /** CPU seconds per second of this process; may exceed 1. */
  cpuRatio: nullable(number(0)),
  auth: object({
    full: maybeCount,
    cached: maybeCount,
    failed: maybeCount,
    inFlight: maybeCount,
    breaker: nullable(oneOf(['closed', 'half-open', 'open'])),
  }),
  /** Circuit breakers the application placed with `deck.guard`, by name. */
  breakers: withDefault(record(oneOf(['closed', 'half-open', 'open']), 32), {}),
  clients: object({
    /** Most frequent first, at most 8; the rest is not listed. */
    versions: array(object({ version: looseText(64), connections: count, attemptsLast60s: count }), 8),
    /** Share of open sessions that speak the client protocol. */
    protocolShare: ratio,
    distinct: maybeCount,
    /** Share of open sessions that come from the most frequent address. */
    topAddressShare: ratio,
  }),
  tier: object({
    issuer: nullable(text(64)),
    epoch: maybeCount,
    revision: maybeCount,
    /** As the agent holds them: `remainingMs` is now, by its own monotonic clock. */
    leases: array(leaseShape, MAX_LEASES),
    /** What the leases order. */
    ordered: oneOf(TIERS),
    /** The ordered tier where this node cannot enforce it; `effective` then follows the nearest it can. `null`: it can. */
    unenforced: withDefault(nullable(oneOf(TIERS)), null),
    /** What new sessions get. */
    effective: oneOf(TIERS),
    /** Agent epoch ms since when `effective` holds. */
    since: number(0),
    /**
     * Held below what is ordered by the agent itself, or still climbing. `longestMs` is `null` while that ends with what
     * clients do (`soft-limit`: with the pool under its warning threshold), which nobody can know before.
     */
    local: nullable(
      object({ reason: oneOf(LOCAL_REASONS), since: number(0), longestMs: nullable(number(0)) }),
    ),
    durable: boolean,
    /** Share of open sessions that run under `effective`; `null` with none open. */
    sessionsUnder: ratio,
    /** Head of the issuer's audit chain as last received. */
    auditHead: nullable(text(64)),
  }),
  warnings: array(object({ id: text(40), text: text(240), fix: nullable(text(240)) }), 16),
})

/** One answer of `GET /stormdeck/v1/status`. Complete in itself; `null` is unknown, never zero. */
export type AgentStatus = Infer<typeof agentStatusShape>
