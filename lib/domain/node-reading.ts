import type { CloseReason, RejectReason, Tier } from '@stormdeck/protocol'
import type { Reach } from './reach.ts'
import type { StormState } from './storm/storm-state.ts'

export const EXHAUSTIBLE = ['connections', 'descriptors', 'memory'] as const
/** A resource that can run out (F2). */
export type Exhaustible = (typeof EXHAUSTIBLE)[number]

/**
 * One node as judged by the server, once a second. Flat on purpose: it is a row of the node table and travels cell
 * by cell. `null` is unknown. Rates are per second over the last 10 s unless the name says otherwise. Values are the
 * last known ones while `reach` is `stale`, and `null` when it is anything but `fresh` or `stale`.
 */
export type NodeReading = {
  id: string
  group: string
  /** Which agent adapter, or the server profile when the node is known from Prometheus only. */
  adapter: string | null
  agentVersion: string | null
  demo: boolean
  insecure: boolean
  limitsMode: 'observe' | 'enforce' | null
  reach: Reach
  /** Why `reach` is `refused` or worse, in words that say what to do. */
  error: string | null
  /** Age of the newest sample at `FleetState.at`, ms, rounded to 100. */
  ageMs: number | null
  /** Epoch ms of the last sample that had data, for "no data since". */
  lastSeenAt: number | null
  /** Where the numbers come from. */
  source: 'agent' | 'prometheus'
  /** Distance of two samples, ms, of a node known from Prometheus: its scrape interval. `null`: an agent's second. */
  resolutionMs: number | null

  connections: number | null
  connectionLimit: number | null
  softLimit: number | null
  warnLimit: number | null
  reducedSessions: number | null
  queued: number | null
  zombies: number | null
  unfinishedHandshakes: number | null
  sessionsLast60s: number | null

  /** detection.md, "Memory per connection". */
  memoryPerConnectionBytes: number | null
  /** How it was made: from rss, or from live heap where rss would mislead; `null` with the value. */
  memoryMethod: 'rss' | 'live' | null
  rssBytes: number | null
  /** What the process may use: the smallest limit of its control groups, else the memory of its host. */
  memoryLimitBytes: number | null

  attemptsLastSecond: number | null
  attemptsPerSecondMean60s: number | null
  /** Largest second of the last 5 min by the agent's exact count, and when. */
  attemptsPeakPerSecond: number | null
  attemptsPeakAt: number | null
  plannedPerSecond: number | null
  establishedPerSecond: number | null
  closedPerSecond: number | null
  rejectedPerSecond: number | null
  wouldRejectPerSecond: number | null
  lowerBound: boolean
  lowerBoundWhy: string | null

  stormState: StormState
  stormSince: number | null
  burst: boolean
  sustained: boolean
  observedMs: number
  /** What the node is judged by: a burst from this many attempts in a second, sustained above this mean over 60 s. */
  burstThresholdAttempts: number
  sustainedThresholdPerSecond: number

  /** Time until the first resource is full, ms; `null`: not filling, or unknown (`fillingKnown` tells). F2. */
  timeToFullMs: number | null
  fullsFirst: Exhaustible | null
  fillingKnown: boolean

  descriptorsOpen: number | null
  descriptorLimit: number | null
  socketsEstablished: number | null
  socketsTimeWait: number | null
  socketsCloseWait: number | null
  acceptQueue: number | null
  listenOverflows: number | null
  latencyMsP95: number | null
  latencyMsP99: number | null
  sendBufferBytesP95: number | null
  loopLagMsP99: number | null
  cpuRatio: number | null
  authPerSecond: number | null
  authBreaker: 'closed' | 'half-open' | 'open' | null

  orderedTier: Tier | null
  effectiveTier: Tier | null
  tierSince: number | null
  /** Highest tier number the adapter can enforce, 1 when it can enforce none. */
  enforcesUpTo: Tier | null
  localReason: string | null
  /** Longest that it can still last, ms; `null` with a reason: until the pool is under the warning threshold (F22). */
  localLongestMs: number | null
  tierRevision: number | null
  tierEpoch: number | null
  tierIssuer: string | null
  tierDurable: boolean | null
  sessionsUnderRatio: number | null
  protocolShareRatio: number | null
  capacityPerSecond: number | null
  topAddressShareRatio: number | null
  /** Most frequent client version among attempts of the last 60 s and its share of them. */
  topVersion: string | null
  topVersionRatio: number | null
  topRejectReason: RejectReason | null
  topCloseReason: CloseReason | null
  warnings: number
}
