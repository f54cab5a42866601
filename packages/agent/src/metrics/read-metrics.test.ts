import { expect, test } from 'vitest'
import type { MetricsView } from './metrics-view.ts'
import { readMetrics } from './read-metrics.ts'

const MB = 1_000_000

/** What the metric is read from, at so many connections now and at the peak of ten minutes. */
function perConnection(current: number | null, peakConnections10Min: number, memory: object = {}) {
  const status = {
    pool: { current },
    memory: {
      rssBytes: 160 * MB,
      baseRssBytes: 60 * MB,
      heapUsedBytes: 50 * MB,
      externalBytes: 10 * MB,
      baseLiveBytes: 20 * MB,
      ...memory,
    },
  }
  return readMetrics.memoryPerConnection({ status, peakConnections10Min } as unknown as MetricsView)
}

test('C11: by rss near the peak, by the live heap else, and never where both mislead', () => {
  const by = (method: string, value: number) => [{ value, labels: { method } }]
  expect(perConnection(2_000, 2_400)).toEqual(by('rss', 50_000))
  expect(perConnection(2_000, 8_000)).toEqual(by('live', 20_000))
  expect(perConnection(1_000, 1_000)).toEqual(by('live', 40_000))
  expect(perConnection(2_000, 2_000, { rssBytes: 50 * MB })).toEqual(by('live', 20_000))
  expect(perConnection(99, 99)).toEqual([])
  expect(perConnection(null, 0)).toEqual([])
  const unknown = [{ value: null, labels: { method: 'live' } }]
  expect(perConnection(5_000, 5_000, { baseRssBytes: null, baseLiveBytes: null })).toEqual(unknown)
  expect(perConnection(500, 500, { heapUsedBytes: null })).toEqual(unknown)
})
