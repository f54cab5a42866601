import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FleetState } from '../domain/fleet-state.ts'
import type { NodeReading } from '../domain/node-reading.ts'
import { fleetSample, nodeSample } from '../domain/test/fleet-sample.ts'
import {
  type FeedMessage,
  type HotAttempts,
  MAX_HOT_NODES,
  MAX_HOT_NODES_EARLY,
  parseFeedMessage,
} from './feed.ts'
import { applyFeed, type FeedPicture, roundAge } from './feed-apply.ts'
import { createFeedEncoder } from './feed-encode.ts'

/** Over the wire and back: what a browser makes of the message. */
function received(message: FeedMessage): FeedMessage {
  const parsed = parseFeedMessage(JSON.parse(JSON.stringify(message)))
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

const changes: fc.Arbitrary<Partial<NodeReading>> = fc.record(
  {
    connections: fc.option(fc.nat(60_000)),
    attemptsLastSecond: fc.option(fc.nat(500)),
    reach: fc.constantFrom('waiting', 'fresh', 'stale', 'silent', 'refused', 'vanished'),
    stormState: fc.constantFrom('calm', 'suspected', 'storm', 'clearing', 'cannot-tell'),
    error: fc.option(fc.constantFrom('refused', 'Der Knoten „ws-2“ schweigt\n')),
    burst: fc.boolean(),
    cpuRatio: fc.option(fc.double({ min: 0, max: 8, noNaN: true })),
    effectiveTier: fc.option(fc.constantFrom(1, 2, 3, 4, 5)),
    topVersionRatio: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  },
  { requiredKeys: [] },
)
const ages = fc.option(fc.nat(20_000).map(roundAge))
const sections = fc.record(
  {
    demo: fc.boolean(),
    build: fc.constantFrom('a', 'b'),
    incidents: fc.constantFrom<FleetState['incidents']>(
      [],
      [{ id: 'i1', title: 'Reconnect storm', severity: 'critical', nodes: ['ws-2'] }],
    ),
  },
  { requiredKeys: [] },
)
/** Fleets of a few sizes in a row, so that rows come and go. */
const states = fc
  .array(
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(fc.tuple(changes, ages), { minLength: 5 }), sections),
    { minLength: 1, maxLength: 8 },
  )
  .map(list =>
    list.map(([size, rows, over], tick) => {
      const at = 1_750_000_000_000 + tick * 1_000
      const nodes = rows
        .slice(0, size)
        .map(([change, ageMs], row) =>
          nodeSample(`ws-${row}`, { ...change, ageMs, lastSeenAt: ageMs === null ? null : at - ageMs }),
        )
      return fleetSample(nodes, { at, ...over })
    }),
  )

describe('feed', () => {
  it('hands every viewer exactly the state, through the wire, whenever it joined', () => {
    fc.assert(
      fc.property(states, fc.nat(7), (list, joinsAt) => {
        const encoder = createFeedEncoder(Number.POSITIVE_INFINITY)
        let viewer: FeedPicture | null = null
        list.forEach((state, tick) => {
          const message = encoder.next(state, {})
          if (tick === joinsAt % list.length) {
            const full = encoder.full({})
            viewer = full === null ? null : applyFeed(null, received(full))
          } else if (viewer !== null) viewer = applyFeed(viewer, received(message))
          if (viewer !== null) expect(viewer.state).toEqual(state)
        })
        expect(viewer).not.toBeNull()
      }),
    )
  })

  it('owes cells that found no room and pays them with the next messages', () => {
    fc.assert(
      fc.property(states, list => {
        const encoder = createFeedEncoder(40)
        let viewer: FeedPicture | null = null
        const last = list[list.length - 1]
        if (last === undefined) return
        const repeated = [...list, ...Array.from({ length: 40 }, () => last)]
        for (const state of repeated) viewer = applyFeed(viewer, received(encoder.next(state, {})))
        expect(viewer?.state).toEqual(last)
      }),
    )
  })

  it('paces a section that is very large, and pays it in the end', () => {
    const encoder = createFeedEncoder()
    const at = 1_750_000_000_000
    const missing = (tick: number) =>
      Array.from({ length: 1_000 }, (_, i) => ({ id: `ws-${i}`, why: `silent for ${tick} s` }))
    const state = (tick: number, said: number) => {
      const { tier, ...rest } = fleetSample(
        [nodeSample('ws-1', { ageMs: 0, lastSeenAt: at + tick * 1_000 })],
        {
          at: at + tick * 1_000,
        },
      )
      return { ...rest, tier: { ...tier, applied: { nodes: 0, of: 1_000, missing: missing(said) } } }
    }
    let viewer = applyFeed(null, encoder.next(state(0, 0), {}))
    let bytes = 0
    for (let tick = 1; tick <= 30; tick++) {
      const message = received(encoder.next(state(tick, Math.min(tick, 20)), {}))
      bytes += JSON.stringify(message).length
      viewer = applyFeed(viewer, message)
    }
    expect(bytes / 30).toBeLessThan(16_384)
    expect(viewer?.state).toEqual(state(30, 20))
  })

  it('lets ages grow in an early message and sends nothing that can wait', () => {
    const encoder = createFeedEncoder()
    const before = fleetSample([nodeSample('ws-1'), nodeSample('ws-2')])
    const viewer = applyFeed(null, received(encoder.next(before, {})))
    const after = fleetSample(
      [nodeSample('ws-1', { burst: true, stormState: 'storm', connections: 13_000 }), nodeSample('ws-2')],
      { at: before.at + 200 },
    )
    const message = encoder.next(after, {}, true)
    expect(message).toMatchObject({ kind: 'patch', ages: [] })
    const held = applyFeed(viewer, received(message))?.state.nodes
    expect(held?.[0]).toMatchObject({ burst: true, stormState: 'storm', connections: 12_345, ageMs: 500 })
    expect(held?.[1]).toMatchObject({ ageMs: 500 })
  })

  it('asks for a full message when a number is missing, and takes it', () => {
    const encoder = createFeedEncoder()
    const state = fleetSample([nodeSample('ws-1')])
    const viewer = applyFeed(null, encoder.next(state, {}))
    encoder.next(state, {})
    expect(applyFeed(viewer, encoder.next(state, {}))).toBeNull()
    const full = encoder.full({})
    expect(full && applyFeed(viewer, full)?.seq).toBe(3)
  })

  it.each([
    ['not an object', 7],
    ['an unknown kind', { kind: 'delta', seq: 1, at: 1 }],
    ['a row beyond the table', { kind: 'patch', seq: 2, at: 1, cells: { connections: [5_000, 1] } }],
    ['half a cell', { kind: 'patch', seq: 2, at: 1, cells: { connections: [0] } }],
    ['a value of another type', { kind: 'patch', seq: 2, at: 1, cells: { connections: [0, 'many'] } }],
  ])('refuses %s with a sentence', (_name, wire) => {
    const padded = typeof wire === 'object' ? { ages: [], sections: {}, hot: {}, ...wire } : wire
    expect(parseFeedMessage(padded).ok).toBe(false)
  })
})

describe('bytes of the feed', () => {
  const SECOND = 1_000
  const bytes = (message: FeedMessage) =>
    Buffer.byteLength(`id: ${message.seq}\ndata: ${JSON.stringify(message)}\n\n`)

  /** A fleet in which every measured cell of every node moves every second. */
  function fleet(size: number, storming: number, tick: number): FleetState {
    const at = 1_750_000_000_000 + tick * SECOND
    const wave = (row: number, span: number) =>
      Math.floor((((tick * 7919 + row * 104_729) % 1_000) / 1_000) * span)
    const nodes = Array.from({ length: size }, (_, row) => {
      const hot = row < storming
      return nodeSample(`ws-${`${row}`.padStart(4, '0')}`, {
        ageMs: 100 * wave(row, 12),
        lastSeenAt: at - 100 * wave(row, 12),
        connections: 12_000 + wave(row, 900),
        sessionsLast60s: 13_000 + wave(row, 900),
        rssBytes: 500_000_000 + wave(row, 90) * 100_000,
        memoryPerConnectionBytes: 31_000 + wave(row, 90) * 10,
        attemptsLastSecond: hot ? 300 + wave(row, 99) : wave(row, 9),
        attemptsPerSecondMean60s: wave(row, 900) / 10,
        attemptsPeakPerSecond: hot ? 300 + wave(row, 99) : 9,
        establishedPerSecond: wave(row, 900) / 10,
        closedPerSecond: wave(row, 900) / 10,
        rejectedPerSecond: hot ? wave(row, 900) / 10 : 0,
        descriptorsOpen: 12_100 + wave(row, 900),
        socketsEstablished: 12_000 + wave(row, 900),
        socketsTimeWait: wave(row, 900),
        latencyMsP95: wave(row, 900) / 10,
        latencyMsP99: wave(row, 990) / 10,
        loopLagMsP99: wave(row, 99) / 10,
        cpuRatio: wave(row, 99) / 100,
        authPerSecond: wave(row, 900) / 10,
        stormState: hot ? 'storm' : 'calm',
        burst: hot,
      })
    })
    return fleetSample(nodes, { at, storms: storming === 0 ? [] : [storm(nodes.slice(0, storming), tick)] })
  }

  const storm = (nodes: NodeReading[], tick: number): FleetState['storms'][number] => ({
    id: 'storm-1750000000000',
    nodes: nodes.map(node => node.id),
    state: 'storm',
    startedAt: 1_750_000_000_000,
    endedAt: null,
    firedBy: 'burst',
    burst: true,
    sustained: true,
    peakPerSecond: 61_000,
    peakAt: 1_750_000_000_000,
    attempts: 60_000 * tick,
    accepted: 50_000 * tick,
    refused: 10_000 * tick,
    lowerBound: false,
    topVersion: '3.2.0',
    topVersionRatio: 0.7,
  })

  const hot = (nodes: number, tick: number): HotAttempts =>
    Object.fromEntries(
      Array.from({ length: nodes }, (_, row) => [
        `ws-${`${row}`.padStart(4, '0')}`,
        {
          fromAt: 1_750_000_000_000 + tick * SECOND,
          counts: Array(12).fill(30 + (row % 9)),
          lowerBound: false,
        },
      ]),
    )

  it.each([
    { nodes: 4, storming: 0, limit: 4_096 },
    { nodes: 4, storming: 4, limit: 4_096 },
    { nodes: 1_000, storming: 200, limit: 65_536 },
    { nodes: 1_000, storming: 1_000, limit: 65_536 },
  ])(
    '$nodes nodes, $storming of them in a storm: at most $limit bytes a second',
    ({ nodes, storming, limit }) => {
      const encoder = createFeedEncoder()
      encoder.next(fleet(nodes, storming, 0), {})
      const sizes = Array.from({ length: 20 }, (_, tick) =>
        bytes(
          encoder.next(fleet(nodes, storming, tick + 1), hot(Math.min(storming, MAX_HOT_NODES), tick + 1)),
        ),
      )
      expect(Math.max(...sizes)).toBeLessThanOrEqual(limit)
    },
  )

  it('stays below that also with every frame that comes between two ticks', () => {
    const size = 1_000
    const encoder = createFeedEncoder()
    encoder.next(fleet(size, size, 0), {})
    const perSecond = Array.from({ length: 10 }, (_, tick) => {
      const before = fleet(size, size, tick)
      const after = fleet(size, size, tick + 1)
      // Each tenth of a second a tenth of the nodes answers.
      const early = Array.from({ length: 9 }, (_, tenth) => {
        const nodes = before.nodes.map((node, row) => (row % 10 <= tenth ? (after.nodes[row] ?? node) : node))
        const state = { ...before, at: before.at + (tenth + 1) * 100, nodes }
        return bytes(encoder.next(state, hot(MAX_HOT_NODES_EARLY, tick), true))
      })
      const tickBytes = bytes(encoder.next(after, hot(MAX_HOT_NODES, tick + 1)))
      return tickBytes + early.reduce((sum, size) => sum + size, 0)
    })
    expect(Math.max(...perSecond)).toBeLessThanOrEqual(65_536)
  })
})
