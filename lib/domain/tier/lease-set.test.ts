import type { Scope } from '@stormdeck/protocol'
import { describe, expect, test } from 'vitest'
import type { LeaseInForce } from '../fleet-state.ts'
import { smallestScope } from '../scope-nodes.ts'
import { leaseSample, SAMPLE_AT } from '../test/fleet-sample.ts'
import { decidingLeases, leasesFor, orderedTierFor, releasedBy, scopeInside } from './lease-set.ts'
import { stepTier } from './step-tier.ts'

const FLEET: Scope = { kind: 'fleet', name: null }
const GROUP: Scope = { kind: 'group', name: 'eu-west' }
const NODE: Scope = { kind: 'node', name: 'ws-1' }
const ws1 = { id: 'ws-1', group: 'eu-west' }
const ws4 = { id: 'ws-4', group: 'us-east' }
const now = SAMPLE_AT
const lease = (id: string, over: Partial<LeaseInForce> = {}) => leaseSample({ id, ...over })

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
