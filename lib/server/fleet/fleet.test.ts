import type { AgentStatus } from '@stormdeck/protocol'
import { describe, expect, it } from 'vitest'
import { MAX_HOT_NODES, MAX_HOT_NODES_EARLY } from '../../contract/feed.ts'
import type { StormRecording } from '../../contract/storm-recording.ts'
import type { Storm } from '../../domain/fleet-state.ts'
import { nodeSample } from '../../domain/test/fleet-sample.ts'
import { AgentNode } from '../collector/agent-node.ts'
import { receivedAt } from '../collector/test/received-sample.ts'
import { seriesOf, statusSample } from '../collector/test/status-sample.ts'
import { configSchema } from '../config/config-schema.ts'
import { createFleet } from './fleet.ts'
import { openStormBook } from './storm-book.ts'
import { createStormRecorder } from './storm-recorder.ts'

const START = 1_750_000_000_000
const at = (second: number) => START + second * 1_000

/** One node under made-up time: it answers once a second with ten buckets. */
function lab(config: unknown = {}) {
  const fleet = createFleet(configSchema.parse(config))
  const node = new AgentNode({
    url: 'http://127.0.0.1:9401',
    id: null,
    group: null,
    readTokenFile: null,
    caFile: null,
  })
  let urgent = false
  return {
    fleet,
    node,
    urgent: () => urgent,
    answer(second: number, attempts: number, over: Partial<AgentStatus> = {}) {
      const counts = Array<number>(10).fill(Math.floor(attempts / 10))
      const status = statusSample({ attempts: seriesOf(second * 10, counts, 50), ...over })
      const wrote = node.take(status, receivedAt(at(second + 1) - 50))
      urgent = fleet.answered(node, status, wrote)
    },
    look: (second: number) => {
      const [row] = fleet.look([node], at(second))
      if (row === undefined) throw new Error('no row')
      return row
    },
  }
}

describe('a row', () => {
  it('is waiting before the first answer, with nothing claimed', () => {
    const row = lab().look(0)
    expect(row).toMatchObject({
      id: '127.0.0.1:9401',
      reach: 'waiting',
      connections: null,
      stormState: 'cannot-tell',
      ageMs: null,
      lastSeenAt: null,
    })
  })

  it('is fresh, stale with its last values, then silent without any', () => {
    const one = lab()
    for (let second = 0; second < 30; second++) one.answer(second, 20)
    expect(one.look(30)).toMatchObject({
      reach: 'fresh',
      connections: 1_500,
      stormState: 'calm',
      error: null,
    })
    one.node.fail('http://127.0.0.1:9401 refuses connections', false)
    expect(one.look(33)).toMatchObject({ reach: 'stale', connections: 1_500, error: expect.any(String) })
    const silent = one.look(36)
    expect(silent).toMatchObject({ reach: 'silent', connections: null, effectiveTier: null, rssBytes: null })
    expect(silent.stormState).toBe('cannot-tell')
    expect(silent.attemptsLastSecond).toBeNull()
    expect(silent.lastSeenAt).toBe(at(30) - 100)
    expect(one.look(37.045).lastSeenAt).toBe(at(30) - 100)
  })

  it('goes stale and silent at its moment, and says when that will be', () => {
    const one = lab()
    one.answer(0, 20)
    // Received at 0.95 s.
    one.look(1)
    expect(one.fleet.changesAt(at(1), at(2))).toBeNull()
    expect(one.fleet.changesAt(at(3), at(4))).toBe(at(3.5))
    expect(one.fleet.look([one.node], at(3.4), true)[0]?.reach).toBe('fresh')
    expect(one.fleet.look([one.node], at(3.5), true)[0]).toMatchObject({ reach: 'stale', connections: 1_500 })
    expect(one.fleet.changesAt(at(5.5), at(6.5))).toBe(at(6))
    expect(one.fleet.look([one.node], at(6), true)[0]).toMatchObject({
      reach: 'silent',
      connections: null,
      stormState: 'cannot-tell',
    })
    expect(one.fleet.changesAt(at(6), at(7))).toBeNull()
  })

  it('is as silent as it is also after the clock was set back', () => {
    const one = lab()
    for (let second = 0; second < 10; second++) one.answer(second, 20)
    expect(one.look(14)).toMatchObject({ reach: 'stale', ageMs: 4_100 })
    one.node.followClock({ mono: () => at(15), now: () => at(15 - 3_600) })
    expect(one.look(15 - 3_600)).toMatchObject({
      reach: 'silent',
      connections: null,
      stormState: 'cannot-tell',
    })
  })

  it('is as old as it is when it was received after the clock was set and before the next look', () => {
    const one = lab()
    one.answer(0, 20)
    const set = { mono: () => at(2), now: () => at(3_602) }
    const status = statusSample({ attempts: seriesOf(10, Array<number>(10).fill(2), 50) })
    one.node.take(status, { at: at(3_602) - 200, mono: at(2) - 200, askedMono: at(1) })
    for (let look = 0; look < 2; look++) one.node.followClock(set)
    expect(one.node.receivedAt).toBe(at(3_602) - 200)
    expect(one.look(3_602)).toMatchObject({ reach: 'fresh', ageMs: 200 })
  })

  it.each([
    ['our clock was set forward by an hour', 3_600, 0],
    ['our clock was set back by an hour', -3_600, 0],
    ['our clock was set forward by a minute', 60, 0],
    ['the machine of the agent was paused for a minute', 0, 60],
    ['the machine of the agent was paused for an hour', 0, 3_600],
  ])('shows a burst within a second after %s', (_, setS, pausedS) => {
    const one = lab()
    for (let second = 0; second < 30; second++) one.answer(second, 20)
    one.look(30)
    const then = (second: number, attempts: number) => {
      const mono = at(second + pausedS + 1) - 50
      const status = statusSample({
        attempts: seriesOf(second * 10, Array<number>(10).fill(attempts / 10), 50),
      })
      const received = { at: mono + setS * 1_000, mono, askedMono: mono - 1_000 }
      one.fleet.answered(one.node, status, one.node.take(status, received))
      return one.look(second + pausedS + setS + 1)
    }
    then(30, 20)
    expect(then(31, 20)).toMatchObject({ reach: 'fresh', attemptsLastSecond: 20, stormState: 'calm' })
    expect(then(32, 300)).toMatchObject({ burst: true, attemptsLastSecond: 300, stormState: 'storm' })
  })

  it('is refused when it answers with something else, once what was known is old', () => {
    const one = lab()
    one.answer(0, 0)
    one.node.fail('it calls itself ws-9', true)
    expect(one.look(1).reach).toBe('fresh')
    expect(one.look(4)).toMatchObject({ reach: 'refused', connections: null, error: 'it calls itself ws-9' })
  })

  it('has rates over ten seconds, and what is not counted stays unknown', () => {
    const one = lab()
    for (let second = 0; second < 20; second++) one.answer(second, 40)
    expect(one.look(20)).toMatchObject({
      establishedPerSecond: 40,
      closedPerSecond: 0,
      authPerSecond: 0,
      attemptsLastSecond: 40,
    })
    const blind = lab()
    blind.answer(0, 0, { auth: { full: null, cached: null, failed: null, inFlight: null, breaker: null } })
    blind.answer(1, 0, { auth: { full: null, cached: null, failed: null, inFlight: null, breaker: null } })
    expect(blind.look(2).authPerSecond).toBeNull()
  })

  it('is full when the first of its resources is, memory among them', () => {
    const one = lab()
    const filling = (limitBytes: number | null) => {
      const { memory } = statusSample()
      // 60 MB for 1,500 connections: 40 KB each, and forty more a second.
      for (let second = 0; second < 20; second++)
        one.answer(second, 40, { memory: { ...memory, limitBytes } })
      return one.look(20)
    }
    expect(filling(136_000_000)).toMatchObject({ fullsFirst: 'memory', timeToFullMs: 10_000 })
    expect(filling(null).fullsFirst).not.toBe('memory')
  })

  it('keeps dates that two clocks tell a little differently', () => {
    const one = lab()
    one.answer(0, 0)
    const since = one.look(1).tierSince
    one.answer(1, 0, { node: { ...statusSample().node, now: statusSample().node.now + 987 } })
    expect(one.look(2).tierSince).toBe(since)
  })

  it('is judged by its own thresholds', () => {
    const one = lab({ thresholds: { nodes: { 'ws-1': { burstAttempts: 500 } } } })
    one.answer(0, 0)
    for (let second = 1; second < 4; second++) one.answer(second, 90)
    expect(one.look(4)).toMatchObject({
      burst: false,
      burstThresholdAttempts: 500,
      sustainedThresholdPerSecond: 100,
    })
    expect(one.fleet.burstOf(one.node)).toBe(500)
  })

  it('is judged by its own thresholds also when it says its name with the first answer only', () => {
    const one = lab({ thresholds: { groups: { eu: { burstAttempts: 30 } } } })
    expect(one.look(0).burstThresholdAttempts).toBe(50)
    one.answer(0, 0)
    for (let second = 1; second < 4; second++) one.answer(second, 40)
    expect(one.look(4)).toMatchObject({ burst: true, burstThresholdAttempts: 30 })
  })

  it('takes the exact verdict of an agent that judges by the same threshold, and of no other', () => {
    const { now } = statusSample().node
    const said = (threshold: number) => ({
      burst: { threshold, windowMs: 1_000, holds: true, lastAt: now, peakPerSecond: 90, peakAt: now },
    })
    const judgedBy = (threshold: number) => {
      const one = lab({ thresholds: { burstAttempts: 500 } })
      one.answer(0, 0)
      for (let second = 1; second < 4; second++) one.answer(second, 90, said(threshold))
      return one.look(4)
    }
    expect(judgedBy(50)).toMatchObject({ burst: false, stormState: 'calm' })
    expect(judgedBy(500)).toMatchObject({ burst: true, stormState: 'storm' })
  })
})

describe('news', () => {
  it('is told before the second is over when a burst begins, and not again while it is known', () => {
    const one = lab()
    for (let second = 0; second < 5; second++) one.answer(second, 10)
    one.look(5)
    expect(one.fleet.burstOf(one.node)).toBe(50)
    one.answer(5, 300)
    expect(one.urgent()).toBe(true)
    expect(one.look(6)).toMatchObject({ stormState: 'storm', burst: true })
    expect(one.fleet.burstOf(one.node)).toBeNull()
    one.answer(6, 300)
    expect(one.urgent()).toBe(false)
  })

  it('is told at once when a tier takes effect', () => {
    const one = lab()
    one.answer(0, 0)
    one.look(1)
    one.answer(1, 0, { tier: { ...statusSample().tier, effective: 2, ordered: 2 } })
    expect(one.urgent()).toBe(true)
  })
})

describe('hot buckets', () => {
  it('are sent of nodes near a threshold only, each bucket once it is complete', () => {
    const one = lab()
    const sent = new Map<string, number>()
    for (let second = 0; second < 20; second++) one.answer(second, 0)
    expect(one.fleet.hot(at(20), sent)).toEqual({})
    one.answer(20, 100)
    const onset = one.fleet.hot(at(21), sent)['ws-1']
    expect(onset?.counts).toHaveLength(20)
    expect(onset?.counts.slice(-10)).toEqual(Array(10).fill(10))
    expect(one.fleet.hot(at(21), sent)).toEqual({})
    one.answer(21, 50)
    const next = one.fleet.hot(at(22), sent)['ws-1']
    expect(next?.counts).toEqual([10, 10, ...Array(10).fill(5)])
    expect((next?.fromAt ?? 0) / 100).toBe((onset?.fromAt ?? 0) / 100 + 18)
    expect(one.fleet.hot(at(22), null)['ws-1']?.counts.length).toBeGreaterThan(200)
    for (let second = 22; second < 90; second++) one.answer(second, 0)
    expect(one.fleet.hot(at(90), sent)).toEqual({})
  })
})

describe('a fleet in which everything is hot', () => {
  it('sends the buckets of some nodes, those without a storm first', () => {
    const fleet = createFleet(configSchema.parse({}))
    const nodes = Array.from({ length: MAX_HOT_NODES + 40 }, (_, i) => {
      const url = `http://127.0.0.1:${10_000 + i}`
      const node = new AgentNode({ url, id: null, group: null, readTokenFile: null, caFile: null })
      const counts = Array<number>(10).fill(i < MAX_HOT_NODES ? 30 : 3)
      const status = statusSample({ attempts: seriesOf(0, counts, 50) })
      status.node = { ...status.node, id: `ws-${i}` }
      fleet.answered(node, status, node.take(status, receivedAt(at(1) - 50)))
      return node
    })
    fleet.look(nodes, at(1))
    const hot = Object.keys(fleet.hot(at(1), new Map()))
    expect(hot).toHaveLength(MAX_HOT_NODES)
    for (let i = MAX_HOT_NODES; i < MAX_HOT_NODES + 40; i++) expect(hot).toContain(`ws-${i}`)
    expect(Object.keys(fleet.hot(at(1), null))).toHaveLength(MAX_HOT_NODES)
    const sent = new Map<string, number>()
    const early = Object.keys(fleet.hot(at(1), sent, true))
    expect(early).toHaveLength(MAX_HOT_NODES_EARLY)
    expect(Object.keys(fleet.hot(at(1), sent))).toHaveLength(MAX_HOT_NODES - MAX_HOT_NODES_EARLY)
  })
})

describe('storms as objects', () => {
  async function play(seconds: (second: number) => number, until: number, restartAt = Number.NaN) {
    const one = lab()
    const stored = new Map<string, Storm>()
    const recordings = new Map<string, StormRecording>()
    const onError = (error: unknown) => {
      throw error
    }
    const open = () =>
      openStormBook({
        store: {
          open: async () => structuredClone([...stored.values()]),
          put: async storm => void stored.set(storm.id, storm),
        },
        newId: () => 'storm-1',
        mono: () => 0,
        onError,
      })
    let book = await open()
    const recorder = createStormRecorder({
      store: { putRecording: async ({ stormId, body }) => void recordings.set(stormId, JSON.parse(body)) },
      onError,
    })
    let storms: Storm[] = []
    for (let second = 0; second < until; second++) {
      if (second === restartAt) {
        await book.flush()
        book = await open()
      }
      one.answer(second, seconds(second))
      const row = one.look(second + 1)
      storms = book.look(one.fleet.judges(), [row], at(second + 1))
      recorder.look(storms, one.fleet.judges(), at(second + 1))
      if (storms[0]?.state === 'ended') break
    }
    return { storms, stored, recordings, recorder }
  }
  const openBook = (mono: () => number) =>
    openStormBook({
      store: { open: async () => [], put: async () => {} },
      newId: () => 'storm-1',
      mono,
      onError: () => {},
    })
  const burst = (second: number) => (second >= 30 && second < 35 ? 300 : 10)

  it('begin with all that belongs to them, peak, end and are stored', async () => {
    const running = await play(burst, 36)
    expect(running.storms[0]).toMatchObject({
      state: 'storm',
      nodes: ['ws-1'],
      burst: true,
      sustained: false,
    })
    expect(running.stored.get('storm-1')?.state).toBe('storm')
    const ended = await play(burst, 200)
    const storm = ended.stored.get('storm-1')
    expect(storm).toMatchObject({ state: 'ended', peakPerSecond: 300, firedBy: 'burst' })
    // Five seconds of 300, the second before, and what trickled in until it was over.
    expect(storm?.attempts).toBeGreaterThanOrEqual(1_500)
    expect(storm?.attempts).toBeLessThan(1_500 + 10 * 80)
    expect((storm?.endedAt ?? 0) - (storm?.startedAt ?? 0)).toBeLessThan(15_000)
  })

  it('count every attempt once, also when the server restarts meanwhile', async () => {
    const [whole, restarted] = [await play(burst, 200), await play(burst, 200, 34)]
    expect(restarted.stored.get('storm-1')).toEqual(whole.stored.get('storm-1'))
    expect(restarted.storms[0]).not.toHaveProperty('countedTo')
  })

  it('may hold servers that are known from Prometheus only', async () => {
    let mono = 0
    const book = await openBook(() => mono)
    const storming = {
      stormState: 'storm',
      sustained: true,
      stormSince: at(10),
      attemptsPerSecondMean60s: 120,
    } as const
    const row = nodeSample('lb-1', { source: 'prometheus', adapter: 'haproxy', ...storming })
    book.look([], [row], at(11))
    mono += 1_000
    const [storm] = book.look([], [row], at(12))
    expect(storm).toMatchObject({ nodes: ['lb-1'], state: 'storm', sustained: true, attempts: 120 })
    const calm = nodeSample('lb-1', { source: 'prometheus', stormState: 'calm' })
    expect(book.look([], [calm], at(80))[0]).toMatchObject({ state: 'ended' })
  })

  it('count what scraped servers took over the time that passed, whatever the wall clock is set to', async () => {
    let mono = 0
    const book = await openBook(() => mono)
    const row = nodeSample('lb-1', {
      source: 'prometheus',
      stormState: 'storm',
      sustained: true,
      stormSince: at(10),
      attemptsPerSecondMean60s: 120,
    })
    const attempts = (wallAt: number) => book.look([], [row], wallAt)[0]?.attempts
    expect(attempts(at(11))).toBe(0)
    mono += 1_000
    expect(attempts(at(12) - 3_600_000)).toBe(120)
    mono += 1_000
    expect(attempts(at(13) + 3_600_000)).toBe(240)
    mono += 600_000
    expect(attempts(at(14))).toBe(1_440)
  })

  it('are recorded with the minute before them, every bucket in its place', async () => {
    const { recordings, storms } = await play(burst, 200)
    expect(storms[0]?.state).toBe('ended')
    const track = recordings.get('storm-1')?.nodes[0]
    const index = (second: number) => (at(second) - (track?.fromMs ?? 0)) / 100
    expect(track?.counts[index(32)]).toBe(30)
    expect(track?.counts[index(20)]).toBe(1)
    expect(
      track?.counts.slice(index(30), index(35)).reduce<number>((sum, count) => sum + (count ?? 0), 0),
    ).toBe(1_500)
    expect(recordings.get('storm-1')?.cut).toBeNull()
  })
})
