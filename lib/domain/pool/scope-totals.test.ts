import { describe, expect, test } from 'vitest'
import { withoutValues } from '../aged-fleet.ts'
import type { NodeReading } from '../node-reading.ts'
import { fleetSample, nodeSample, SAMPLE_AT, stormSample } from '../test/fleet-sample.ts'
import { totalsOf } from './scope-totals.ts'

const FLEET = { kind: 'fleet', name: null } as const
const totals = (nodes: NodeReading[], over = {}) => totalsOf(fleetSample(nodes, over), FLEET)
const silent = (id: string) => withoutValues(nodeSample(id, { reach: 'silent', ageMs: 9_000 }))

describe('totals of a scope', () => {
  test('sums, ratios and weighted means', () => {
    const all = totals([
      nodeSample('a', { connections: 10_000, memoryPerConnectionBytes: 40_000, ageMs: 100 }),
      nodeSample('b', {
        connections: 30_000,
        memoryPerConnectionBytes: 80_000,
        memoryMethod: 'live',
        ageMs: 400,
      }),
    ])
    expect(all.connections).toMatchObject({ value: 40_000, nodes: 2, of: 2, sampleAgeMs: 400 })
    expect(all.usageRatio).toMatchObject({ value: 0.4, status: 'normal' })
    expect(all.memoryPerConnectionBytes).toMatchObject({ value: 70_000, status: 'warning' })
    expect(all.memoryMethod).toBe('live')
    expect([all.sampleAgeMs, all.newestSampleAgeMs]).toEqual([400, 100])
  })

  test('are as fresh as their source makes them, and name it', () => {
    const scraped = (id: string, over: Partial<NodeReading>) =>
      nodeSample(id, { source: 'prometheus', resolutionMs: 15_000, ...over })
    expect(totals([scraped('a', { ageMs: 22_000 })])).toMatchObject({
      reach: 'fresh',
      sources: ['prometheus'],
      newestSampleAgeMs: 22_000,
      meanWindowMs: 60_000,
    })
    const both = [nodeSample('a', { ageMs: 300 }), scraped('b', { reach: 'stale', ageMs: 33_000 })]
    expect(totals(both)).toMatchObject({
      reach: 'fresh',
      sources: ['agent', 'prometheus'],
      newestSampleAgeMs: 33_000,
    })
    expect(totals([scraped('a', { resolutionMs: 30_000 })]).meanWindowMs).toBe(120_000)
    expect(totals([silent('a')])).toMatchObject({ reach: null, sources: ['agent'], newestSampleAgeMs: null })
  })

  test('a node that is silent is left out and counted, never taken as zero', () => {
    const all = totals([nodeSample('a', { connections: 36_000 }), silent('b')])
    expect([all.nodesAnswering, all.nodes]).toEqual([1, 2])
    expect(all.connections).toMatchObject({ value: 36_000, nodes: 1, of: 2 })
    expect(all.usageRatio).toMatchObject({ value: 0.72, status: 'warning' })
    expect(all.stormState).toBe('cannot-tell')
  })

  test('with nobody there everything is unknown', () => {
    for (const all of [totals([silent('a')]), totals([])]) {
      expect(all.connections).toMatchObject({ value: null, status: 'unknown', sampleAgeMs: null })
      expect([all.usageRatio.value, all.attemptsPerSecond.status, all.stormState]).toEqual([
        null,
        'unknown',
        'cannot-tell',
      ])
      expect([all.establishedToClosed, all.timeToFull.fillingKnown, all.attemptsPeakPerSecond]).toEqual([
        null,
        false,
        null,
      ])
    }
  })

  test('a node without a limit counts for connections, not for usage', () => {
    const all = totals([nodeSample('a', { connections: 25_000 }), nodeSample('b', { connectionLimit: null })])
    expect(all.connections.nodes).toBe(2)
    expect(all.usageRatio).toMatchObject({ value: 0.5, nodes: 1, of: 2 })
  })

  test('four established for one closed (F2)', () =>
    expect(
      totals([nodeSample('a', { establishedPerSecond: 40, closedPerSecond: 10 })]).establishedToClosed,
    ).toBe(4))

  test('the resource that ends first, and on which node', () => {
    const all = totals([
      nodeSample('a', { timeToFullMs: 90_000, fullsFirst: 'connections' }),
      nodeSample('b', { timeToFullMs: 60_000, fullsFirst: 'descriptors' }),
    ])
    expect(all.timeToFull).toEqual({
      timeToFullMs: 60_000,
      fullsFirst: 'descriptors',
      node: 'b',
      fillingKnown: true,
      status: 'normal',
    })
  })

  test('what is about to run out comes before what only fills faster, and takes its judgement along', () => {
    const ramping = nodeSample('a', { connections: 2_000, timeToFullMs: 60_000, fullsFirst: 'connections' })
    const short = nodeSample('b', {
      connections: 44_000,
      timeToFullMs: 300_000,
      fullsFirst: 'connections',
    })
    expect(totals([ramping, short]).timeToFull).toMatchObject({ node: 'b', status: 'critical' })
    expect(totals([ramping]).timeToFull).toMatchObject({ node: 'a', timeToFullMs: 60_000, status: 'normal' })
  })

  test('peaks of different seconds are not added up; a storm is measured over all of its nodes', () => {
    const nodes = [
      nodeSample('ws-2', { attemptsLastSecond: 100, attemptsPeakPerSecond: 243, attemptsPeakAt: 7 }),
      nodeSample('ws-3', { attemptsLastSecond: 120, attemptsPeakPerSecond: 240, attemptsPeakAt: 9 }),
    ]
    expect(totals(nodes)).toMatchObject({ attemptsPeakPerSecond: 243, attemptsPeakAt: 7 })
    expect(totals(nodes, { storms: [stormSample()] }).attemptsPeakPerSecond).toBe(486)
  })

  test('a storm makes the rate critical, since its beginning; hidden attempts make it a lower bound', () => {
    const all = totals([
      nodeSample('a'),
      nodeSample('b', {
        stormState: 'storm',
        stormSince: SAMPLE_AT - 5_000,
        lowerBound: true,
        lowerBoundWhy: 'no file descriptor is left',
      }),
    ])
    expect(all.attemptsPerSecond).toMatchObject({
      status: 'critical',
      since: SAMPLE_AT - 5_000,
      lowerBound: true,
    })
    expect(all.connections.lowerBound).toBe(false)
    expect([all.stormState, all.lowerBoundWhy]).toEqual(['storm', 'no file descriptor is left'])
  })

  test('one node on which the sustained rule holds is critical, however calm the others are (F13)', () => {
    const status = (node: NodeReading) => totals([node, nodeSample('b')]).attemptsPerSecondMean60s.status
    expect(status(nodeSample('a', { attemptsPerSecondMean60s: 100.1, sustained: true }))).toBe('critical')
    expect(status(nodeSample('a', { attemptsPerSecondMean60s: 100 }))).toBe('normal')
  })

  test('a group counts its own nodes only', () => {
    const state = fleetSample([nodeSample('a'), nodeSample('b', { group: 'us' })])
    expect(totalsOf(state, { kind: 'group', name: 'us' }).nodes).toBe(1)
  })
})
