import {
  CLOSE_REASONS,
  MEMORY_PER_CONNECTION_BYTES,
  type MetricKey,
  REJECT_REASONS,
  TIER_REFUSALS,
  type TierRefusal,
} from '@stormdeck/protocol'
import type { MetricsView } from './metrics-view.ts'

/** `null` is not exported: an absent series says "unknown", a zero would say "calm". */
export type Sample = { value: number | null; labels?: Record<string, string> }
export type Read = (view: MetricsView) => Sample[]

const one = (value: number | null): Sample[] => [{ value }]

function labelled(label: string, counts: Partial<Record<string, number | null>>): Sample[] {
  return Object.entries(counts).map(([key, value]) => ({ value: value ?? null, labels: { [label]: key } }))
}

/** From 0 on: a counter that begins with its first event shows no increase, and a rate of it misses that event. */
function counted<K extends string>(reasons: readonly K[], counts: Partial<Record<K, number>>): Sample[] {
  return reasons.map(reason => ({ value: counts[reason] ?? 0, labels: { reason } }))
}

/** From outside it is not known what was refused, nor why somebody left. */
const seenFromOutside = ({ status }: MetricsView) => status.node.adapter === 'sidecar'

const seconds = (ms: number | null) => (ms === null ? null : ms / 1_000)

/** Where each metric of the catalogue comes from. A missing one does not compile. */
export const readMetrics: Record<Exclude<MetricKey, 'connectionDuration'>, Read> = {
  connectionsCurrent: ({ workers }) =>
    workers.map(({ worker, current }) => ({ value: current, labels: { worker } })),
  connectionsTotal: ({ workers }) =>
    workers.flatMap(({ worker, accepted, rejected }) => [
      { value: accepted, labels: { worker, status: 'accepted' } },
      { value: rejected, labels: { worker, status: 'rejected' } },
    ]),
  connectionsRejected: view =>
    seenFromOutside(view) ? [] : counted(REJECT_REASONS, view.status.totals.rejected),
  openSockets: ({ status }) => (status.node.adapter === 'mqtt' ? one(status.pool.current) : []),
  zombieSockets: ({ status }) => (status.node.adapter === 'mqtt' ? one(status.pool.zombies) : []),
  attempts: ({ attemptsByClass }) => labelled('class', attemptsByClass),
  attemptsPeak: ({ status }) => one(status.burst.peakPerSecond),
  attemptsPeakAt: ({ status }) => one(seconds(status.burst.peakAt)),
  attemptsPeak5s: ({ attemptsPeak5s }) => one(attemptsPeak5s),
  lastBurstAt: ({ status }) => one(seconds(status.burst.lastAt)),
  attemptsLowerBound: ({ status }) => one(status.lowerBound.active ? 1 : 0),
  wouldReject: view => (seenFromOutside(view) ? [] : counted(REJECT_REASONS, view.status.totals.wouldReject)),
  closed: view =>
    seenFromOutside(view)
      ? labelled('reason', view.status.totals.closed)
      : counted(CLOSE_REASONS, view.status.totals.closed),
  connectionLimit: ({ status }) => one(status.pool.limit),
  zombies: ({ status }) => one(status.pool.zombies),
  unfinishedHandshakes: ({ status }) => one(status.pool.unfinishedHandshakes),
  memoryPerConnection,
  residentMemory: ({ status }) => one(status.memory.rssBytes),
  openDescriptors: ({ status }) => one(status.descriptors.open),
  maxDescriptors: ({ status }) => one(status.descriptors.limit),
  socketStates: ({ status }) => labelled('state', status.sockets ?? {}),
  acceptQueue: ({ status }) => one(status.accept.queue),
  heartbeatLatency: ({ status: { heartbeat } }) =>
    labelled('quantile', {
      '0.5': seconds(heartbeat.latencyMsP50),
      '0.95': seconds(heartbeat.latencyMsP95),
      '0.99': seconds(heartbeat.latencyMsP99),
    }),
  sendBuffer: ({ status: { sendBuffer } }) =>
    labelled('statistic', {
      total: sendBuffer.totalBytes,
      p95: sendBuffer.bytesP95,
      max: sendBuffer.maxBytes,
    }),
  messages: ({ status: { traffic } }) =>
    labelled('direction', { in: traffic.messagesIn, out: traffic.messagesOut }),
  bytes: ({ status: { traffic } }) => labelled('direction', { in: traffic.bytesIn, out: traffic.bytesOut }),
  auth: ({ status: { auth } }) =>
    labelled('outcome', { full: auth.full, cached: auth.cached, failed: auth.failed }),
  loopLag: ({ status }) => one(seconds(status.loop.lagMsP99)),
  tierEffective: ({ status }) => one(status.tier.effective),
  tierOrdered: ({ status }) => one(status.tier.ordered),
  tierRevision: ({ status }) => one(status.tier.revision ?? 0),
  hints: ({ hints }) => one(hints),
  tierRefused: ({ tierRefused }) => counted(Object.keys(TIER_REFUSALS) as TierRefusal[], tierRefused),
  agentErrors: ({ errors }) => one(errors),
}

/** rss says something while connections are at least this share of their 10 min peak; it does not fall with them. */
const NEAR_PEAK_RATIO = 0.8
/** Below this even the live heap is mostly something else. */
const MIN_CONNECTIONS_LIVE = 100

/** detection.md, "Memory per connection": by rss with enough connections near their peak, else by the live heap. */
function memoryPerConnection({ status: { pool, memory }, peakConnections10Min }: MetricsView): Sample[] {
  const { current } = pool
  if (current === null) return []
  const share = (bytes: number | null, base: number | null) =>
    bytes === null || base === null || bytes < base ? null : (bytes - base) / current
  const byRss =
    current > MEMORY_PER_CONNECTION_BYTES.minConnections && current >= peakConnections10Min * NEAR_PEAK_RATIO
      ? share(memory.rssBytes, memory.baseRssBytes)
      : null
  if (byRss !== null) return [{ value: byRss, labels: { method: 'rss' } }]
  if (current < MIN_CONNECTIONS_LIVE) return []
  const liveBytes = memory.heapUsedBytes === null ? null : memory.heapUsedBytes + (memory.externalBytes ?? 0)
  return [{ value: share(liveBytes, memory.baseLiveBytes), labels: { method: 'live' } }]
}
