import { STORM_THRESHOLDS } from '@stormdeck/protocol'
import { expect, it } from 'vitest'
import { builtInProfiles } from './built-in-profiles.ts'
import type { InstanceSignals } from './node-signals.ts'
import type { Profile } from './profile.ts'
import { prometheusNodeReading } from './prometheus-node-reading.ts'

/** A row with 5,000 connections at their peak and 500 MB of rss: 100 KB each, where dividing them says something. */
function rowOf(profileId: string, values: InstanceSignals['values'] = {}) {
  const server = {
    profile: builtInProfiles().find(({ id }) => id === profileId) as Profile,
    instance: '10.0.0.1:9400',
    nodeLabel: 'ws-1',
    groupLabel: 'eu',
    node: 'ws-1',
    group: 'eu',
    matchers: [],
    scrapeIntervalMs: 15_000,
    intervalAssumed: false,
    connectionLimit: null,
    asked: true,
  }
  const signals = {
    ageMs: 0,
    askedAt: 0,
    values: { connections: 5_000, rss_bytes: 500_000_000, ...values },
    means: {},
    states: {},
  }
  const scraped = { server, signals, state: null, peakConnections10Min: 5_000, error: null, clockOffsetMs: 0 }
  return prometheusNodeReading(scraped, { now: 1_750_000_000_000, mono: 0 }, STORM_THRESHOLDS)
}

it('takes memory per connection from our agent, which knows what the process held before the first', () => {
  expect(rowOf('stormdeck-agent', { mem_per_connection: 42_000 })).toMatchObject({
    memoryPerConnectionBytes: 42_000,
    memoryMethod: 'rss',
  })
})

it('leaves memory per connection unknown where our agent exports none: it has looked, and cannot tell', () => {
  expect(rowOf('stormdeck-agent')).toMatchObject({
    rssBytes: 500_000_000,
    memoryPerConnectionBytes: null,
    memoryMethod: null,
  })
})

it('divides rss by connections where no agent of ours could have told better', () => {
  expect(rowOf('socketio')).toMatchObject({ memoryPerConnectionBytes: 100_000, memoryMethod: 'rss' })
})
