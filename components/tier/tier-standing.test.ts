import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { effectiveText, missingText, nothingToDo, tierStanding } from './tier-standing.ts'

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
