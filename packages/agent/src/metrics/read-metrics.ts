import { MEMORY_PER_CONNECTION_BYTES, type MetricKey } from '@stormdeck/protocol'
import type { MetricsView } from './metrics-view.ts'

/** `null` is not exported: an absent series says "unknown", a zero would say "calm". */
export type Sample = { value: number | null; labels?: Record<string, string> }
type Read = (view: MetricsView) => Sample[]

const one = (value: number | null): Sample[] => [{ value }]

function labelled(label: string, counts: Partial<Record<string, number | null>>): Sample[] {
  return Object.entries(counts).map(([key, value]) => ({ value: value ?? null, labels: { [label]: key } }))
}

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
  connectionsRejected: ({ status }) => labelled('reason', status.totals.rejected),
  openSockets: ({ status }) => (status.node.adapter === 'mqtt' ? one(status.pool.current) : []),
  zombieSockets: ({ status }) => (status.node.adapter === 'mqtt' ? one(status.pool.zombies) : []),
  attempts: ({ attemptsByClass }) => labelled('class', attemptsByClass),
  attemptsPeak: ({ status }) => one(status.burst.peakPerSecond),
  attemptsPeakAt: ({ status }) => one(seconds(status.burst.peakAt)),
  attemptsLowerBound: ({ status }) => one(status.lowerBound.active ? 1 : 0),
  wouldReject: ({ status }) => labelled('reason', status.totals.wouldReject),
  closed: ({ status }) => labelled('reason', status.totals.closed),
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
  tierRefused: ({ tierRefused }) => labelled('reason', tierRefused),
  hints: ({ hints }) => one(hints),
  agentErrors: ({ errors }) => one(errors),
}

/** detection.md: judged only with enough connections, and while they are near their peak; else it would mislead. */
function memoryPerConnection({ status: { pool, memory }, peakConnections }: MetricsView): Sample[] {
  const { current } = pool
  const { rssBytes, baseRssBytes } = memory
  if (current === null || rssBytes === null || baseRssBytes === null) return []
  if (current < MEMORY_PER_CONNECTION_BYTES.minConnections || current < peakConnections * 0.8) return []
  return one(Math.max(0, (rssBytes - baseRssBytes) / current))
}
