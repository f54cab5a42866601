import type { Scope } from '@stormdeck/protocol'
import { expect, it } from 'vitest'
import type { LeaseInForce } from '../fleet-state.ts'
import { orderChanges } from './order-changes.ts'

const NODES = [
  { id: 'ws-1', group: 'eu' },
  { id: 'ws-2', group: 'us' },
]
const eu: Scope = { kind: 'group', name: 'eu' }
const lease = (id: string, over: Partial<LeaseInForce> = {}): LeaseInForce => ({
  id,
  tier: 3,
  scope: eu,
  origin: 'person',
  by: 'ada',
  reason: '',
  startedAt: 0,
  endsAt: 100_000,
  drainPerSecond: null,
  ...over,
})
const changes = (before: LeaseInForce[], after: LeaseInForce[], nowMs = 50_000) =>
  orderChanges(before, after, { scope: eu, nodes: NODES, nowMs })

it('names what people ordered, released and extended within the scope', () => {
  expect(changes([], [lease('a')])).toEqual(['ada ordered tier 3 on group:eu'])
  expect(changes([lease('a')], [])).toEqual(['tier 3 on group:eu was released'])
  expect(changes([lease('a')], [lease('a', { endsAt: 900_000 })])).toEqual([
    'tier 3 on group:eu has a new end',
  ])
  expect(changes([], [lease('f', { scope: { kind: 'fleet', name: null } })])).toHaveLength(1)
})

it('leaves out what the machine does and what happens elsewhere', () => {
  expect(changes([lease('a')], [lease('a', { endsAt: 100_300 })])).toEqual([])
  expect(changes([lease('a')], [], 100_000)).toEqual([])
  expect(changes([], [lease('p', { origin: 'policy' })])).toEqual([])
  expect(changes([], [lease('u', { scope: { kind: 'node', name: 'ws-2' } })])).toEqual([])
})
