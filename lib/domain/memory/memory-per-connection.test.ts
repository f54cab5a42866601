import { describe, expect, test } from 'vitest'
import { type MemorySample, memoryPerConnection, memoryStatus } from './memory-per-connection.ts'

const sample = (over: Partial<MemorySample> = {}): MemorySample => ({
  connections: 42_000,
  peakConnections10Min: 42_000,
  rssBytes: 8_030_000_000,
  baseRssBytes: 50_000_000,
  liveBytes: 500_000_000,
  baseLiveBytes: 80_000_000,
  ...over,
})

describe('memory per connection (F12)', () => {
  test('F1: 42,000 connections at 8 GB are 190 KB each', () => {
    expect(memoryPerConnection(sample())).toEqual({ bytes: 190_000, method: 'rss' })
  })

  test('rss is left as soon as connections are 20 % below their peak, for it does not fall with them', () => {
    expect(memoryPerConnection(sample({ connections: 33_600 })).method).toBe('rss')
    expect(memoryPerConnection(sample({ connections: 33_599 })).method).toBe('live')
  })

  test('at 1,000 connections and below rss is noise', () => {
    const small = { connections: 1_000, peakConnections10Min: 1_000 }
    expect(memoryPerConnection(sample(small))).toEqual({ bytes: 420_000, method: 'live' })
    expect(memoryPerConnection(sample({ connections: 1_001, peakConnections10Min: 1_001 })).method).toBe(
      'rss',
    )
  })

  test('the trap: after 8,000 → 800 connections the answer does not grow tenfold', () => {
    const after = sample({
      connections: 800,
      peakConnections10Min: 8_000,
      rssBytes: 170_000_000,
      liveBytes: 92_000_000,
    })
    expect(memoryPerConnection(after)).toEqual({ bytes: 15_000, method: 'live' })
  })

  test.each([
    ['no connections', { connections: 0 }],
    ['unknown connections', { connections: null }],
    ['too few for anything', { connections: 99, peakConnections10Min: 99 }],
    ['no memory read', { rssBytes: null, liveBytes: null }],
    ['less memory than before the first connection', { rssBytes: 1, liveBytes: 1 }],
  ])('%s: unknown', (_, over) =>
    expect(memoryPerConnection(sample(over))).toEqual({ bytes: null, method: null }),
  )

  test('an unknown peak is no peak', () =>
    expect(memoryPerConnection(sample({ peakConnections10Min: null })).method).toBe('live'))

  test('status: warning from 50 KB, critical from 100 KB', () => {
    expect([null, 49_999, 50_000, 99_999, 100_000].map(bytes => memoryStatus(bytes, 1_001))).toEqual([
      'unknown',
      'normal',
      'warning',
      'warning',
      'critical',
    ])
  })

  test('nothing is held against 1,000 connections and fewer', () => {
    expect([memoryStatus(190_000, 1_000), memoryStatus(null, 1_000)]).toEqual(['normal', 'unknown'])
  })
})
