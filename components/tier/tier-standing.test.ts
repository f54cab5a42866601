import { expect, test } from 'vitest'
import { reducedLease } from '@/components/gallery/fixtures/fleet-fixture.ts'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { effectiveText, missingText, nothingToDo, orderedText, tierStanding } from './tier-standing.ts'

const fleet = { kind: 'fleet', name: null } as const

test('an order in force, effective everywhere', () => {
  const standing = tierStanding(FLEETS.storm, fleet)
  expect(standing).toMatchObject({ ordered: 2, applied: { nodes: 4, of: 4 }, lease: { id: 'lease-18' } })
  expect(effectiveText(standing)).toBe('tier 2')
  expect(standing.sessionsRatio).toBeCloseTo(0.91)
})

test('a node that is silent is not counted as done', () => {
  const standing = tierStanding(FLEETS['partly-blind'], fleet)
  expect(standing.applied).toMatchObject({ nodes: 3, of: 4, missing: [{ id: 'ws-4' }] })
})

test('nodes that differ are told apart', () => {
  const nodes = FLEETS.storm.nodes.map(node =>
    node.id === 'ws-4' ? { ...node, effectiveTier: 1 as const } : node,
  )
  expect(effectiveText(tierStanding({ ...FLEETS.storm, nodes }, fleet))).toBe(
    'tier 2 on 3 nodes, tier 1 on ws-4',
  )
})

test('an order for part of the scope: share and nodes are of that part, and a node not there yet adds none of it', () => {
  const part = [{ ...reducedLease, scope: { kind: 'node', name: 'ws-2,ws-3' } as const }]
  const nodes = FLEETS.calm.nodes.map(node =>
    node.id === 'ws-2'
      ? { ...node, connections: 30_000, effectiveTier: 2 as const, sessionsUnderRatio: 1 }
      : { ...node, connections: 10_000, effectiveTier: 1 as const, sessionsUnderRatio: 1 },
  )
  const missing = [{ id: 'ws-3', why: 'has not confirmed the newest orders yet' }]
  const { calm } = FLEETS
  const standing = tierStanding(
    {
      ...calm,
      nodes,
      tier: { ...calm.tier, leases: part, ordered: 2, applied: { nodes: 3, of: 4, missing } },
    },
    fleet,
  )
  expect(orderedText(standing)).toBe('tier 2 on ws-2 and ws-3')
  expect(standing.sessionsRatio).toBe(0.75)
  expect(standing.applied).toEqual({ nodes: 1, of: 2, missing })
  expect(standing.lease?.id).toBe('lease-18')
  expect(orderedText(tierStanding(FLEETS.storm, fleet))).toBe('tier 2')
})

test('with nobody answering nothing is claimed', () => {
  const standing = tierStanding(FLEETS.blind, fleet)
  expect(effectiveText(standing)).toBe('unknown')
  expect(standing.sessionsRatio).toBeNull()
  expect(standing.applied.nodes).toBe(0)
  expect(missingText(standing.applied.missing)).toBe('ws-1, ws-2 and 2 more: silent for 42 s')
})

test('with the policy off the server never recommends, so no claim is made that nothing would help', () => {
  const standing = tierStanding(FLEETS.calm, fleet)
  expect(nothingToDo(standing, 'off')).toBe('No order in force. Recommendations are off (policy).')
  expect(nothingToDo(standing, 'advise')).toContain('no change of tier would help')
  expect(nothingToDo(tierStanding(FLEETS.blind, fleet), 'advise')).not.toContain('would help')
})
