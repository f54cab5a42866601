import { MEMORY_PER_CONNECTION_BYTES, type MetricKey } from '@stormdeck/protocol'
import type { StatusSources } from '../status/status-sources.ts'
import { sumOf } from '../totals.ts'

/** `null` is not exported: an absent series says "unknown", a zero would say "calm". */
export type Sample = { value: number | null; labels?: Record<string, string> }
type Read = (sources: StatusSources) => Sample[]

const one = (value: number | null): Sample[] => [{ value }]
const WORKER = { worker: '0' }

function labelled(label: string, counts: Partial<Record<string, number>>): Sample[] {
  return Object.entries(counts).map(([key, value]) => ({ value: value ?? null, labels: { [label]: key } }))
}

/** Where each metric of the catalogue comes from. A missing one does not compile. */
export const readMetrics: Record<Exclude<MetricKey, 'connectionDuration'>, Read> = {
  connectionsCurrent: ({ core }) => [{ value: core.pool.current, labels: WORKER }],
  connectionsTotal: ({ core }) => [
    { value: core.totals.accepted, labels: { ...WORKER, status: 'accepted' } },
    { value: sumOf(core.totals.rejected), labels: { ...WORKER, status: 'rejected' } },
  ],
  connectionsRejected: ({ core }) => labelled('reason', core.totals.rejected),
  openSockets: ({ core, adapter }) => (adapter === 'mqtt' ? one(core.pool.current) : []),
  zombieSockets: ({ core, adapter }) => (adapter === 'mqtt' ? one(core.heartbeat?.zombies ?? null) : []),
  attempts: ({ core }) => labelled('class', core.attempts.byClass),
  attemptsPeak: ({ core }) => one(core.attempts.peak.read(core.now()).perSecond),
  attemptsPeakAt: ({ core }) => {
    const { atMs } = core.attempts.peak.read(core.now())
    return one(atMs === null ? null : core.wallOf(atMs) / 1_000)
  },
  attemptsLowerBound: ({ lowerBound }) => one(lowerBound.status.active ? 1 : 0),
  wouldReject: ({ core }) => labelled('reason', core.totals.wouldReject),
  closed: ({ core }) => labelled('reason', core.totals.closed),
  connectionLimit: ({ core }) => one(core.settings.limits.connections),
  zombies: ({ core }) => one(core.heartbeat?.zombies ?? null),
  unfinishedHandshakes: ({ unfinishedHandshakes }) => one(unfinishedHandshakes()),
  memoryPerConnection: memoryPerConnection,
  residentMemory: ({ gauges }) => one(gauges.memory.rssBytes),
  openDescriptors: ({ descriptors }) => one(descriptors.read().open),
  maxDescriptors: ({ descriptors }) => one(descriptors.read().limit),
  socketStates: ({ sockets }) => labelled('state', sockets.latest?.states ?? {}),
  acceptQueue: ({ sockets }) => one(sockets.latest?.acceptQueue ?? null),
  heartbeatLatency: ({ core }) => {
    const latency = core.heartbeat?.latency.read(core.now())
    const seconds = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : ms / 1_000)
    return [
      { value: seconds(latency?.p50), labels: { quantile: '0.5' } },
      { value: seconds(latency?.p95), labels: { quantile: '0.95' } },
      { value: seconds(latency?.p99), labels: { quantile: '0.99' } },
    ]
  },
  sendBuffer: ({ sendBuffers: { latest } }) => [
    { value: latest.totalBytes, labels: { statistic: 'total' } },
    { value: latest.bytesP95, labels: { statistic: 'p95' } },
    { value: latest.maxBytes, labels: { statistic: 'max' } },
  ],
  messages: ({ core: { totals } }) =>
    labelled('direction', { in: totals.messagesIn, out: totals.messagesOut }),
  bytes: ({ core: { totals } }) => labelled('direction', { in: totals.bytesIn, out: totals.bytesOut }),
  auth: ({ core: { totals } }) =>
    labelled('outcome', { full: totals.authFull, cached: totals.authCached, failed: totals.authFailed }),
  loopLag: ({ lag }) => {
    const { lagMsP99 } = lag.read()
    return one(lagMsP99 === null ? null : lagMsP99 / 1_000)
  },
  tierEffective: ({ core }) => one(core.tier.effective),
  tierOrdered: ({ core }) => one(core.tier.ordered),
  tierRevision: ({ core }) => one(core.tier.revision),
  tierRefused: ({ core }) => labelled('reason', core.tier.refused),
  agentErrors: ({ core }) => one(core.totals.errors),
}

/** detection.md: judged only with enough connections, and while they are near their peak; else it would mislead. */
function memoryPerConnection({ core, gauges }: StatusSources): Sample[] {
  const { current } = core.pool
  const { rssBytes, baseRssBytes } = gauges.memory
  const nearPeak = current >= core.peakConnections * 0.8
  if (
    current < MEMORY_PER_CONNECTION_BYTES.minConnections ||
    !nearPeak ||
    rssBytes === null ||
    baseRssBytes === null
  ) {
    return []
  }
  return one(Math.max(0, (rssBytes - baseRssBytes) / current))
}
