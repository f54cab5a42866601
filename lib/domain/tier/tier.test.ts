import type { Scope } from '@stormdeck/protocol'
import { describe, expect, test } from 'vitest'
import { withoutValues } from '../aged-fleet.ts'
import type { FleetState, LeaseInForce } from '../fleet-state.ts'
import type { NodeReading } from '../node-reading.ts'
import { smallestScope } from '../scope-nodes.ts'
import { fleetSample, leaseSample, nodeSample, SAMPLE_AT } from '../test/fleet-sample.ts'
import { impactOf, type ProposedOrder } from './impact.ts'
import {
  decidingLeases,
  leasesFor,
  mergeLeases,
  nextChange,
  orderedTierFor,
  releasedBy,
  scopeInside,
} from './lease-set.ts'
import { recommend, wantedTier } from './recommend.ts'
import { safeToStepUp } from './safe-to-step-up.ts'
import { stepTier } from './step-tier.ts'

const FLEET: Scope = { kind: 'fleet', name: null }
const GROUP: Scope = { kind: 'group', name: 'eu-west' }
const NODE: Scope = { kind: 'node', name: 'ws-1' }
const ws1 = { id: 'ws-1', group: 'eu-west' }
const ws4 = { id: 'ws-4', group: 'us-east' }
const now = SAMPLE_AT
const lease = (id: string, over: Partial<LeaseInForce> = {}) => leaseSample({ id, ...over })
const silent = (id: string) => withoutValues(nodeSample(id, { reach: 'silent' }))

describe('which leases apply', () => {
  const leases = [
    lease('fleet', { tier: 2 }),
    lease('group', { tier: 3, scope: GROUP, endsAt: now + 60_000 }),
    lease('other', { tier: 5, scope: { kind: 'node', name: 'ws-9' } }),
    lease('over', { tier: 5, endsAt: now }),
    lease('policy', { tier: 4, origin: 'policy' }),
  ]

  test('people before policy, the most degraded of theirs, ended ones not at all', () => {
    expect(leasesFor(leases, ws1, now).map(({ id }) => id)).toEqual(['fleet', 'group', 'policy'])
    expect(orderedTierFor(leases, ws1, now)).toBe(3)
    expect(orderedTierFor(leases, ws4, now)).toBe(2)
    expect(orderedTierFor([lease('policy', { tier: 4, origin: 'policy' })], ws1, now)).toBe(4)
    expect(orderedTierFor([], ws1, now)).toBe(1)
    expect(decidingLeases(leases, ws1, now).map(({ id }) => id)).toEqual(['group'])
  })

  test('what happens next by itself', () => {
    expect(nextChange(leases, ws1, now)).toEqual({ atMs: now + 60_000, tier: 2 })
    expect(nextChange(leases, ws4, now)).toEqual({ atMs: now + 689_000, tier: 1 })
    expect(nextChange([lease('x', { endsAt: null })], ws1, now)).toBeNull()
  })

  test('a lease that ends under a wider one changes nothing', () => {
    const under = [lease('a', { tier: 3, endsAt: null }), lease('b', { tier: 2, endsAt: now + 5 })]
    expect(nextChange(under, ws1, now)).toBeNull()
  })

  test('scopes within scopes', () => {
    const nodes = [ws1, ws4]
    expect(scopeInside(NODE, GROUP, nodes)).toBe(true)
    expect(scopeInside({ kind: 'node', name: 'ws-4' }, GROUP, nodes)).toBe(false)
    expect(scopeInside(GROUP, FLEET, nodes)).toBe(true)
    expect(scopeInside(FLEET, GROUP, nodes)).toBe(false)
    expect(scopeInside(GROUP, NODE, nodes)).toBe(false)
  })

  test('tier 1 releases what lies inside, and names the wider lease that still holds', () => {
    const { released, stillHolding } = releasedBy(leases, GROUP, [ws1, ws4], now)
    expect(released.map(({ id }) => id)).toEqual(['group'])
    expect(stillHolding.map(({ id }) => id)).toEqual(['fleet', 'policy'])
  })

  test('of two views of a lease the earlier end counts', () => {
    const left = [lease('a', { endsAt: null }), lease('b', { endsAt: 5 })]
    const right = [lease('a', { endsAt: 9 }), lease('b', { endsAt: 7 }), lease('c')]
    expect(mergeLeases(left, right).map(({ id, endsAt }) => [id, endsAt])).toEqual([
      ['a', 9],
      ['b', 5],
      ['c', now + 689_000],
    ])
  })

  test('the ladder has five rungs', () =>
    expect([stepTier(1, -1), stepTier(4, 1), stepTier(5, 1)]).toEqual([1, 5, 5]))

  test('the smallest scope that covers all', () => {
    expect(smallestScope([ws4, ws1])).toEqual({ kind: 'node', name: 'ws-1,ws-4' })
    const many = (group: (i: number) => string) =>
      Array.from({ length: 17 }, (_, i) => ({ id: `n${i}`, group: group(i) }))
    expect(smallestScope(many(() => 'eu'))).toEqual({ kind: 'group', name: 'eu' })
    expect(smallestScope(many(i => `g${i}`))).toEqual(FLEET)
    expect(smallestScope([])).toEqual(FLEET)
  })
})

describe('safe to step up: sessions of 60 s ÷ limit ≤ 70 %, and no storm', () => {
  const safe = (...nodes: NodeReading[]) => safeToStepUp(nodes)
  test.each([
    ['at 70 %', nodeSample('a', { sessionsLast60s: 35_000 }), true],
    ['above 70 %', nodeSample('a', { sessionsLast60s: 35_001 }), false],
    [
      'the pool is empty at tier 5 and says nothing',
      nodeSample('a', { connections: 0, sessionsLast60s: 45_000 }),
      false,
    ],
    ['in a storm', nodeSample('a', { stormState: 'storm' }), false],
    ['while it clears', nodeSample('a', { stormState: 'clearing' }), false],
    ['unknown sessions', nodeSample('a', { sessionsLast60s: null }), null],
    ['a silent node', silent('a'), null],
    ['no verdict', nodeSample('a', { stormState: 'cannot-tell' }), null],
  ] as const)('%s', (_, node, expected) => expect(safe(node).safe).toBe(expected))

  test('the reason names the node', () => {
    expect(safe(nodeSample('a'), nodeSample('b', { stormState: 'storm' })).why).toBe(
      'storm still running on b',
    )
    expect(safe(nodeSample('a', { sessionsLast60s: 45_000 })).why).toContain('90 % of the limit of a')
    expect(safe().safe).toBeNull()
  })

  test('a known danger counts before an unknown node', () =>
    expect(safe(silent('a'), nodeSample('b', { stormState: 'storm' })).safe).toBe(false))
})

describe('recommendation by the resource that runs out', () => {
  const storm = { stormState: 'storm', burst: true, sustained: true } as const
  test('a storm alone recommends nothing: never "storm, so 3"', () => {
    expect(recommend([nodeSample('a', storm)])).toBeNull()
    expect(wantedTier(nodeSample('a', storm))).toBe(1)
  })

  test.each([
    ['descriptors: cap and refuse, a stream holds one too', { descriptorsOpen: 60_000 }, 'descriptors', null],
    ['connections: limits', { connections: 43_000 }, 'connections', null],
    ['memory: 2', { memoryPerConnectionBytes: 190_000 }, 'memory', 2],
    ['fan-out: 2', { cpuRatio: 0.89 }, 'fan-out', 2],
    ['fan-out that 2 did not help: 3', { cpuRatio: 0.89, orderedTier: 2 }, 'fan-out', 3],
    [
      'the pool is filling up',
      { connections: 40_000, timeToFullMs: 300_000, fullsFirst: 'connections' },
      'connections',
      null,
    ],
  ] as const)('%s', (_, over, resource, tier) => {
    const advice = recommend([nodeSample('ws-1', { ...storm, ...over }), nodeSample('ws-4')])
    expect(advice).toMatchObject({ resource, tier, scope: { kind: 'node', name: 'ws-1' } })
    expect(advice?.reason).toContain('ws-1')
  })

  test('descriptors before memory: the first to end decides', () => {
    const node = nodeSample('a', { descriptorsOpen: 60_000, memoryPerConnectionBytes: 190_000 })
    expect(recommend([node])?.resource).toBe('descriptors')
  })

  test('what is in force and still needed is neither recommended again nor taken back', () => {
    const reduced = nodeSample('a', { memoryPerConnectionBytes: 190_000, orderedTier: 2 })
    expect([recommend([reduced]), wantedTier(reduced)]).toEqual([null, 2])
    const lower = nodeSample('a', { cpuRatio: 0.9, orderedTier: 3 })
    expect([recommend([lower]), wantedTier(lower)]).toEqual([null, 3])
    expect(recommend([nodeSample('a', { memoryPerConnectionBytes: 190_000, orderedTier: 3 })])).toMatchObject(
      {
        resource: 'recovery',
        tier: 2,
      },
    )
  })

  test('where no tier helps, none is wanted', () => {
    expect(wantedTier(nodeSample('a', { descriptorsOpen: 60_000, cpuRatio: 0.95 }))).toBeNull()
    expect(wantedTier(nodeSample('a', { connections: 43_000 }))).toBeNull()
  })

  test('one step up once it is safe', () => {
    const held = [nodeSample('a', { orderedTier: 3 }), nodeSample('b')]
    expect(recommend(held)).toMatchObject({
      tier: 2,
      resource: 'recovery',
      scope: { kind: 'node', name: 'a' },
    })
    expect(recommend([nodeSample('a', { orderedTier: 3, sessionsLast60s: 45_000 })])).toBeNull()
  })

  test('a node that cannot be seen is not reasoned about', () => expect(recommend([silent('a')])).toBeNull())
})

describe('impact of an order', () => {
  const order = (over: Partial<ProposedOrder> = {}): ProposedOrder => ({
    tier: 2,
    scope: FLEET,
    durationMs: 900_000,
    drainPerSecond: null,
    ...over,
  })
  const state = (
    nodes = [nodeSample('ws-1'), nodeSample('ws-4', { group: 'us-east' })],
    over: Partial<FleetState> = {},
  ) => fleetSample(nodes, over)
  const withLeases = (...leases: LeaseInForce[]) => ({ tier: { ...fleetSample([]).tier, leases } })

  test('tier 2: everybody follows on the socket they have', () => {
    expect(impactOf(state(), order())).toEqual({
      nodes: 2,
      sessions: 24_690,
      canFollow: 24_690,
      cannotFollow: 0,
      requestsPerSecondAfter: 0,
      descriptorsAfter: 'none freed: sockets stay open',
      afterwards: 'tier 1 at 15:21',
      blockedBecause: null,
      warnings: [],
    })
  })

  test('tier 3: those who speak the protocol follow, and a stream frees no descriptor', () => {
    const impact = impactOf(state(), order({ tier: 3 }))
    expect(impact).toMatchObject({ canFollow: 19_752, cannotFollow: 4_938, requestsPerSecondAfter: 0 })
    expect(impact.descriptorsAfter).toBe('none freed: a stream holds one too')
    expect(impact.afterwards).toBe('tier 1 at 15:21, one step at a time')
    expect(impact.warnings).toEqual([
      '20 % of the sessions have no fallback: once closed they cannot come back while this holds.',
    ])
  })

  test('tier 4 polls every 5 s, and is refused where the nodes cannot take that', () => {
    expect(impactOf(state(), order({ tier: 4 }))).toMatchObject({
      requestsPerSecondAfter: 3_951,
      descriptorsAfter: 'up to 24,690 freed as sessions move',
      blockedBecause: null,
    })
    const weak = state([nodeSample('ws-1', { capacityPerSecond: 500 })])
    expect(impactOf(weak, order({ tier: 4 })).blockedBecause).toBe(
      'Polling would ask 1,976/s of nodes that were measured to take 500/s.',
    )
  })

  test('tier 5: how often people refresh is not known', () =>
    expect(impactOf(state(), order({ tier: 5 })).requestsPerSecondAfter).toBeNull())

  test('what an adapter cannot enforce blocks when it is all of them, and warns when it is some', () => {
    const unable = nodeSample('ws-4', { enforcesUpTo: 2 })
    expect(impactOf(state([unable]), order({ tier: 3 })).blockedBecause).toBe(
      'Tier 3 (Server-sent events) is not supported by the adapter of ws-4.',
    )
    const mixed = impactOf(state([nodeSample('ws-1'), unable]), order({ tier: 3 }))
    expect(mixed.blockedBecause).toBeNull()
    expect(mixed.warnings).toContain('ws-4 cannot enforce tier 3.')
  })

  test('a silent node makes numbers those of the others, and says so', () => {
    const impact = impactOf(state([nodeSample('ws-1'), silent('ws-4')]), order())
    expect(impact).toMatchObject({ nodes: 2, sessions: 12_345 })
    expect(impact.warnings[0]).toMatch(/^ws-4 does not answer/)
  })

  test('unknown is unknown: one node that does not tell makes no total', () => {
    const impact = impactOf(
      state([nodeSample('ws-1'), nodeSample('ws-2', { protocolShareRatio: null })]),
      order({ tier: 3 }),
    )
    expect(impact).toMatchObject({ sessions: 24_690, canFollow: null, cannotFollow: null })
    expect(impact.warnings).toEqual(['How many clients can follow is not known.'])
  })

  test('no node, or no right to order', () => {
    expect(impactOf(state(), order({ scope: { kind: 'group', name: 'x' } })).blockedBecause).toBe(
      'No node is known in group:x.',
    )
    const { tier } = fleetSample([])
    const watching = state(undefined, {
      tier: { ...tier, mayOrder: { allowed: false, why: 'Another issuer.' } },
    })
    expect(impactOf(watching, order()).blockedBecause).toBe('Another issuer.')
  })

  test('release: what follows, and the wider lease that still holds', () => {
    const one = order({ tier: 1, scope: NODE, durationMs: null })
    expect(impactOf(state(), one).afterwards).toBe('nothing changes: no order is in force here')
    expect(impactOf(state(undefined, withLeases(lease('a', { scope: NODE }))), one).afterwards).toBe(
      'tier 1, one step at a time',
    )
    expect(impactOf(state(undefined, withLeases(lease('a'))), one).afterwards).toBe(
      'tier 2 still holds by an order for fleet',
    )
  })

  test('an end under a longer lease, and none at all', () => {
    const long = withLeases(lease('a', { tier: 3, endsAt: null }))
    expect(impactOf(state(undefined, long), order({ tier: 4 })).afterwards).toBe('tier 3 at 15:21')
    expect(impactOf(state(), order({ durationMs: null })).afterwards).toBe('stays until released')
  })

  test('stepping up into a storm, and draining during one, are warned of', () => {
    const storming = nodeSample('ws-1', { stormState: 'storm', orderedTier: 3 })
    const held = state([storming], withLeases(lease('a', { tier: 3, scope: NODE })))
    const { warnings } = impactOf(held, order({ tier: 1, drainPerSecond: 50 }))
    expect(warnings).toEqual([
      'Not known to be safe to step up: storm still running on ws-1.',
      'Moving sessions during a storm adds to it; it is paced below the free accept capacity.',
    ])
  })
})
