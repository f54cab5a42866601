import { CLOSE_REASONS, METRICS, type MetricKey, REJECT_REASONS } from '@stormdeck/protocol'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { Metrics } from './metrics.ts'
import type { MetricsView } from './metrics-view.ts'
import { readMetrics } from './read-metrics.ts'

/** What prom-client says of the same catalogue and view, told value by value. */
function byPromClient(view: MetricsView, durationsMs: readonly number[]): Promise<string> {
  const registry = new Registry()
  const { name, help, buckets } = METRICS.connectionDuration
  const duration = new Histogram({ name, help, buckets: [...buckets], registers: [registry] })
  for (const durationMs of durationsMs) duration.observe(durationMs / 1_000)
  for (const key of Object.keys(METRICS) as MetricKey[]) {
    if (key === 'connectionDuration') continue
    const { name, help, type, labels: labelNames } = METRICS[key]
    const configuration = { name, help, labelNames: [...labelNames], registers: [registry] }
    const metric = type === 'counter' ? new Counter(configuration) : new Gauge(configuration)
    // Without labels it begins with a zero, where unknown is absent.
    metric.remove({})
    for (const { value, labels = {} } of readMetrics[key](view)) if (value !== null) metric.inc(labels, value)
  }
  return registry.metrics()
}

const each = (reasons: readonly string[]) =>
  Object.fromEntries(reasons.map((reason, i) => [reason, i * 1_000]))
const STATUS = {
  node: { adapter: 'mqtt' },
  pool: { current: 15_000, limit: 50_000, zombies: 0, unfinishedHandshakes: 3 },
  burst: { peakPerSecond: 900, peakAt: 1_790_000_000_123, lastAt: null },
  lowerBound: { active: true },
  memory: {
    rssBytes: 900e6,
    baseRssBytes: 1e8,
    heapUsedBytes: 5e8,
    externalBytes: null,
    baseLiveBytes: null,
  },
  descriptors: { open: 15_020, limit: 1_048_576 },
  sockets: { established: 15_000, timeWait: 7, other: 0 },
  accept: { queue: null },
  heartbeat: { latencyMsP50: 0.4, latencyMsP95: 12.25, latencyMsP99: null },
  sendBuffer: { totalBytes: 0, bytesP95: 0, maxBytes: 1e21 },
  traffic: { messagesIn: 12, messagesOut: null, bytesIn: 2 ** 53, bytesOut: 1e-7 },
  auth: { full: null, cached: null, failed: null },
  loop: { lagMsP99: 1 / 3 },
  tier: { effective: 2, ordered: null, revision: null },
  totals: { rejected: each(REJECT_REASONS), wouldReject: {}, closed: each(CLOSE_REASONS) },
}
const viewOf = (different: object) =>
  ({
    status: { ...STATUS, ...different },
    attemptsByClass: { new: 5, resumed: 0 },
    tierRefused: {},
    errors: 0,
    hints: 41,
    peakConnections10Min: 15_000,
    attemptsPeak5s: 2_300,
    workers: [
      { worker: '1', current: 7_000, accepted: 9_000, rejected: null },
      { worker: 'gone', current: null, accepted: 12, rejected: 0 },
    ],
  }) as unknown as MetricsView

test.each([
  ['of an agent', viewOf({})],
  ['of a sidecar', viewOf({ node: { adapter: 'sidecar' }, sockets: null })],
])('C6: what is written for the metrics %s is what prom-client would write', async (_, seen) => {
  const metrics = new Metrics(() => seen)
  const durationsMs = [20, 4_000, 4_500, 9e9]
  for (const durationMs of durationsMs) metrics.observeDuration(durationMs)
  const text = await metrics.text()
  expect(text.split('\n')).toEqual((await byPromClient(seen, durationsMs)).split('\n'))
  expect(await metrics.text()).toBe(text)
})

test('C6: every scrape reads anew, and looks once', async () => {
  let looks = 0
  const metrics = new Metrics(() => ({ ...viewOf({}), errors: ++looks }))
  await metrics.text()
  expect(await metrics.text()).toContain('\nstormdeck_agent_errors_total 2\n')
})

test('C6: nothing in the catalogue would have to be escaped', () => {
  for (const { help } of Object.values(METRICS)) expect(help).not.toMatch(/[\\\n]/)
})
