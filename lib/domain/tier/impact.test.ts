import type { Scope } from '@stormdeck/protocol'
import { describe, expect, test } from 'vitest'
import { agedFleet, withoutValues } from '../aged-fleet.ts'
import type { FleetState, LeaseInForce } from '../fleet-state.ts'
import { fleetSample, leaseSample, nodeSample } from '../test/fleet-sample.ts'
import { impactOf, type ProposedOrder } from './impact.ts'

const FLEET: Scope = { kind: 'fleet', name: null }
const NODE: Scope = { kind: 'node', name: 'ws-1' }
const lease = (id: string, over: Partial<LeaseInForce> = {}) => leaseSample({ id, ...over })
const silent = (id: string) => withoutValues(nodeSample(id, { reach: 'silent' }))

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
      'Tier 3 (Server-sent events) is not yet supported by ws on ws-4.',
    )
    const mixed = impactOf(state([nodeSample('ws-1'), unable]), order({ tier: 3 }))
    expect(mixed.blockedBecause).toBeNull()
    expect(mixed.warnings).toContain('ws-4 cannot enforce tier 3.')
  })

  const proxy = nodeSample('edge-1', {
    adapter: 'haproxy',
    source: 'prometheus',
    enforcesUpTo: null,
    protocolShareRatio: null,
    capacityPerSecond: null,
  })

  test('a server without an agent is no part of an order: it is named, and blocks where there is nothing else', () => {
    const { warnings, ...impact } = impactOf(state([nodeSample('ws-1'), proxy]), order({ tier: 3 }))
    expect(impact).toMatchObject({ nodes: 1, sessions: 12_345, canFollow: 9_876, blockedBecause: null })
    expect(warnings).toContain('edge-1 has no agent, so no tier can be ordered there.')
    expect(impactOf(state([proxy]), order()).blockedBecause).toBe(
      'edge-1 has no agent, so no tier can be ordered there.',
    )
    const ordered = state([proxy], withLeases(lease('a')))
    expect(impactOf(ordered, order({ tier: 1 })).blockedBecause).toBeNull()
  })

  test('a server without an agent does not hide that polling is more than the others take', () => {
    const weak = state([nodeSample('ws-1', { capacityPerSecond: 500 }), proxy])
    expect(impactOf(weak, order({ tier: 4 })).blockedBecause).toMatch(/^Polling would ask/)
  })

  test('an agent of an unknown group may belong to the one that is ordered', () => {
    const unheard = withoutValues(nodeSample('10.0.0.9:9400', { group: '', reach: 'waiting' }))
    const group = order({ scope: { kind: 'group', name: 'eu-west' } })
    expect(impactOf(state([nodeSample('ws-1'), unheard]), group).warnings).toEqual([
      '10.0.0.9:9400 was never heard: whether it belongs to eu-west is unknown.',
    ])
  })

  test('a silent node makes numbers those of the others, and says so', () => {
    const impact = impactOf(state([nodeSample('ws-1'), silent('ws-4')]), order())
    expect(impact).toMatchObject({ nodes: 2, sessions: 12_345 })
    expect(impact.warnings[0]).toMatch(/^ws-4 does not answer/)
  })

  test('with our own link lost no order is offered, and no node is said not to answer', () => {
    const lost = agedFleet(state(), 12_000)
    const { blockedBecause, warnings } = impactOf(lost, order())
    expect(blockedBecause).toMatch(/^Stormdeck's server is not heard here/)
    expect(warnings.join()).not.toContain('not answer')
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
      'No node is known in x.',
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
      'tier 2 stays in force: order on the whole fleet',
    )
  })

  test('a release that would end nothing is blocked, and says what is ordered instead', () => {
    const one = order({ tier: 1, scope: NODE })
    expect(impactOf(state(), one).blockedBecause).toBe(
      'Nothing to release for ws-1: no order is in force there.',
    )
    const wide = state(undefined, withLeases(lease('a')))
    expect(impactOf(wide, one).blockedBecause).toBe(
      'Nothing to release for ws-1 alone: tier 2 is ordered for the whole fleet.',
    )
    expect(impactOf(wide, order({ tier: 1 })).blockedBecause).toBeNull()
    const { tier } = wide
    const more = { ...wide, tier: { ...tier, leases: [], leasesLeftOut: 3 } }
    expect(impactOf(more, one).blockedBecause).toBeNull()
  })

  test('the release of one order leaves the others, and is no step up where they hold as much', () => {
    const two = lease('a', { tier: 2 })
    const three = lease('b', { tier: 3, scope: NODE })
    const stormy = state(
      [nodeSample('ws-1', { stormState: 'storm', orderedTier: 3 })],
      withLeases(two, three),
    )
    const impact = impactOf(stormy, order({ tier: 1, leaseId: 'a' }))
    expect(impact).toMatchObject({
      afterwards: 'tier 3 stays in force: order on ws-1',
      blockedBecause: null,
      warnings: [],
    })
    expect(impactOf(stormy, order({ tier: 1, scope: NODE, leaseId: 'b' }))).toMatchObject({
      afterwards: 'tier 2 stays in force: order on the whole fleet',
      warnings: ['Not known to be safe to step up: storm still running on ws-1.'],
    })
    expect(impactOf(stormy, order({ tier: 1, leaseId: 'gone' })).blockedBecause).toBe(
      'That order on the whole fleet is not in force any more.',
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
