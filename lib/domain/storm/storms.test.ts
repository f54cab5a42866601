import { describe, expect, test } from 'vitest'
import type { Storm } from '../fleet-state.ts'
import { alwaysOn } from './always-on.ts'
import { mergeStorms, type NodeStorm, UNSEEN_STORM_MS, wasStorm } from './merge-storms.ts'
import { type RecordedAttempts, replay } from './replay.ts'
import type { StormVerdict } from './storm-state.ts'
import { poisson, randomFrom } from './test/simulated-load.ts'

const NOW = 1_750_000_000_000

function verdict(state: StormVerdict['state'], over: Partial<StormVerdict> = {}): StormVerdict {
  const inStorm = state === 'storm' || state === 'clearing'
  return {
    state,
    since: NOW - 5_000,
    burst: state === 'storm',
    sustained: false,
    lastSecond: 200,
    meanPerSecond: 90,
    peakPerSecond: 240,
    peakAt: NOW - 3_000,
    startedAt: inStorm ? NOW - 5_000 : null,
    lastAboveAt: inStorm ? NOW : null,
    observedMs: 60_000,
    lowerBound: false,
    resolutionMs: 100,
    ...over,
  }
}

const node = (id: string, state: StormVerdict['state'], over: Partial<NodeStorm> = {}): NodeStorm => ({
  id,
  verdict: verdict(state),
  attempts: 100,
  accepted: 60,
  refused: 40,
  topVersion: 'mobile 3.2.0',
  topVersionRatio: 0.8,
  ...over,
})

const ids = () => {
  let next = 0
  return () => `storm-${++next}`
}
const one = (storms: Storm[]): Storm => {
  expect(storms).toHaveLength(1)
  const [storm] = storms
  if (!storm) throw new Error('no storm')
  return storm
}

describe('storms across nodes', () => {
  test('calm nodes make none', () => {
    expect(mergeStorms([], [node('a', 'calm'), node('b', 'cannot-tell')], NOW, ids())).toEqual([])
  })

  test('nodes that storm at the same time are one storm, from the first moment of any', () => {
    const early = node('b', 'storm', {
      verdict: verdict('storm', { startedAt: NOW - 9_000, lastSecond: 286 }),
    })
    const storm = one(mergeStorms([], [node('a', 'storm'), early, node('c', 'calm')], NOW, ids()))
    expect(storm).toMatchObject({
      id: 'storm-1',
      nodes: ['a', 'b'],
      state: 'storm',
      startedAt: NOW - 9_000,
      firedBy: 'burst',
      burst: true,
      sustained: false,
      attempts: 200,
      accepted: 120,
      refused: 80,
      topVersion: 'mobile 3.2.0',
      topVersionRatio: 0.8,
    })
    expect([storm.peakPerSecond, storm.peakAt]).toEqual([486, NOW])
  })

  test('a node that joins while another clears belongs to it; counts go on', () => {
    const next = ids()
    const first = mergeStorms([], [node('a', 'storm')], NOW, next)
    const joined = one(mergeStorms(first, [node('a', 'clearing'), node('b', 'storm')], NOW + 1_000, next))
    expect(joined).toMatchObject({ id: 'storm-1', nodes: ['a', 'b'], state: 'storm', attempts: 300 })
  })

  test('clearing when none storms any more, ended when none clears: at the moment a rule last held', () => {
    const next = ids()
    const storming = mergeStorms([], [node('a', 'storm'), node('b', 'storm')], NOW, next)
    const clearing = mergeStorms(storming, [node('a', 'clearing'), node('b', 'calm')], NOW + 20_000, next)
    expect(one(clearing)).toMatchObject({ state: 'clearing', endedAt: null })
    const calm = (id: string, lastAboveAt: number) =>
      node(id, 'calm', { verdict: verdict('calm', { lastAboveAt }) })
    const ended = mergeStorms(clearing, [calm('a', NOW + 4_000), calm('b', NOW + 2_000)], NOW + 70_000, next)
    expect(one(ended)).toMatchObject({ state: 'ended', endedAt: NOW + 4_000 })
    expect(mergeStorms(ended, [calm('a', NOW + 4_000)], NOW + 71_000, next)).toEqual([])
  })

  test('silence does not end a storm, for ten minutes', () => {
    const next = ids()
    const storming = mergeStorms([], [node('a', 'storm')], NOW, next)
    const gone = verdict('cannot-tell', { lastAboveAt: NOW })
    const later = (ms: number) =>
      one(mergeStorms(storming, [node('a', 'cannot-tell', { verdict: gone })], NOW + ms, next))
    expect(later(UNSEEN_STORM_MS)).toMatchObject({ state: 'clearing', endedAt: null })
    expect(later(UNSEEN_STORM_MS + 1)).toMatchObject({ state: 'ended', endedAt: NOW })
    expect(one(mergeStorms(storming, [], NOW + 1_000, next)).state).toBe('clearing')
  })

  test('an early warning opens a storm that remembers it, or leaves nothing behind', () => {
    const next = ids()
    const suspected = mergeStorms([], [node('a', 'suspected')], NOW, next)
    expect(one(suspected)).toMatchObject({ state: 'suspected', firedBy: 'early-warning', burst: false })
    expect(wasStorm(one(suspected))).toBe(false)
    expect(mergeStorms(suspected, [node('a', 'calm')], NOW + 5_000, next)).toEqual([])
    expect(one(mergeStorms(suspected, [node('a', 'storm')], NOW + 5_000, next))).toMatchObject({
      id: 'storm-1',
      state: 'storm',
      firedBy: 'early-warning',
      burst: true,
    })
  })

  test('a storm from before a restart goes on', () => {
    const before = one(mergeStorms([], [node('a', 'storm')], NOW, () => 'kept'))
    expect(
      one(mergeStorms([structuredClone(before)], [node('a', 'storm')], NOW + 9_000, () => 'new')).id,
    ).toBe('kept')
  })

  test('a restart in the middle of a long storm does not end it before its nodes are seen again', () => {
    let storms = mergeStorms([], [node('a', 'storm')], NOW, ids())
    const later = NOW + 3_600_000
    const still = node('a', 'storm', { verdict: verdict('storm', { startedAt: NOW, lastAboveAt: later }) })
    storms = mergeStorms(storms, [still], later, ids())
    const unjudged = verdict('cannot-tell', { lastAboveAt: null })
    const restarted = mergeStorms(
      storms,
      [node('a', 'cannot-tell', { verdict: unjudged })],
      later + 2_000,
      ids(),
    )
    expect(one(restarted)).toMatchObject({ state: 'clearing', endedAt: null, startedAt: NOW - 5_000 })
    const over = verdict('calm', { lastAboveAt: null })
    const ended = mergeStorms(restarted, [node('a', 'calm', { verdict: over })], later + 4_000, ids())
    expect(one(ended)).toMatchObject({ state: 'ended', endedAt: later })
  })

  test('the version behind most attempts, and the last one known while nobody tries', () => {
    const next = ids()
    const loud = node('a', 'storm', { attempts: 900, topVersion: 'mobile 3.2.0', topVersionRatio: 0.9 })
    const quiet = node('b', 'storm', { attempts: 100, topVersion: 'web 9', topVersionRatio: 1 })
    const storm = mergeStorms([], [loud, quiet], NOW, next)
    expect(one(storm)).toMatchObject({ topVersion: 'mobile 3.2.0', topVersionRatio: 0.81 })
    const still = [node('a', 'clearing', { attempts: 0 }), node('b', 'clearing', { attempts: 0 })]
    expect(one(mergeStorms(storm, still, NOW + 1_000, next)).topVersionRatio).toBe(0.81)
    // Who comes back slowly afterwards did not make the storm.
    const trickle = [node('a', 'clearing', { attempts: 10, topVersion: 'web 9', topVersionRatio: 1 })]
    const after = one(mergeStorms(storm, trickle, NOW + 2_000, next))
    expect(after.topVersion).toBe('mobile 3.2.0')
    expect(after.topVersionRatio).toBeCloseTo(810 / 1_010)
    const louder = [node('a', 'storm', { attempts: 5_000, topVersion: 'web 9', topVersionRatio: 1 })]
    expect(one(mergeStorms(storm, louder, NOW + 2_000, next)).topVersion).toBe('web 9')
  })

  test('what is given is not changed', () => {
    const before = mergeStorms([], [node('a', 'storm')], NOW, ids())
    const copy = structuredClone(before)
    mergeStorms(before, [node('a', 'storm'), node('b', 'storm')], NOW + 1_000, ids())
    expect(before).toEqual(copy)
  })
})

describe('replay with other thresholds', () => {
  const recorded: RecordedAttempts = {
    node: 'ws-2',
    fromMs: NOW,
    counts: [...Array(100).fill(0), ...Array(30).fill(9), ...Array(900).fill(0), ...Array(20).fill(4)],
  }
  const thresholds = {
    burstAttempts: 50,
    burstWindowMs: 1_000,
    sustainedPerSecond: 100,
    sustainedWindowMs: 60_000,
  }

  test('finds what the live detector would have found', () => {
    const { storms, changes } = replay([recorded], thresholds)
    expect(storms).toEqual([
      {
        node: 'ws-2',
        startedAt: NOW + 10_600,
        endedAt: NOW + 13_400,
        peakPerSecond: 90,
        burst: true,
        sustained: false,
      },
    ])
    expect(changes.map(change => change.state)).toEqual(['calm', 'storm', 'clearing', 'calm'])
  })

  test('a lower threshold finds more, a higher one nothing', () => {
    expect(replay([recorded], { ...thresholds, burstAttempts: 40 }).storms).toHaveLength(2)
    expect(replay([recorded], { ...thresholds, burstAttempts: 91 }).storms).toEqual([])
  })

  test('gaps of a recording are gaps', () => {
    const hole = {
      ...recorded,
      counts: recorded.counts.map((count, i) => (i > 90 && i < 140 ? null : count)),
    }
    expect(replay([hole], thresholds).storms).toEqual([])
  })
})

describe('rule always on', () => {
  const random = randomFrom(11)
  const ordinary = (perSecond: number) => Array.from({ length: 1_200 }, () => poisson(perSecond, random))

  test('a node whose ordinary load stays below has none', () => expect(alwaysOn(ordinary(20))).toEqual([]))

  test('60/s are a burst every second, and a value is offered', () => {
    const [always, ...others] = alwaysOn(ordinary(60))
    expect(always).toMatchObject({ rule: 'burst', threshold: 50 })
    expect(always?.suggested).toBeGreaterThan((always?.p99 ?? 0) * 1.9)
    expect(others).toEqual([])
  })

  test('150/s are both', () =>
    expect(alwaysOn(ordinary(150)).map(({ rule }) => rule)).toEqual(['burst', 'sustained']))

  test('ten minutes must have been seen', () => {
    expect(alwaysOn(ordinary(150).slice(0, 599))).toEqual([])
    expect(alwaysOn([...ordinary(150).slice(0, 599), ...Array(600).fill(null)])).toEqual([])
  })

  test('exactly at the threshold: a burst fires, the mean does not (F14)', () => {
    expect(alwaysOn(Array(600).fill(50)).map(({ rule }) => rule)).toEqual(['burst'])
    expect(alwaysOn(Array(600).fill(100)).map(({ rule }) => rule)).toEqual(['burst'])
    expect(alwaysOn(Array(600).fill(101)).map(({ rule }) => rule)).toEqual(['burst', 'sustained'])
  })
})
