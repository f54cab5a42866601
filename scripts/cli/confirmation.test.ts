import { expect, test } from 'vitest'
import type { Standing } from '../../lib/server/tiers/describe-standing.ts'
import { confirmationOf } from './confirmation.ts'

type Node = Standing['nodes'][number]
const EU = { kind: 'group', name: 'eu' } as const
const FLEET = { kind: 'fleet', name: null } as const

const done = (id: string, over: Partial<Node> = {}): Node => ({
  id,
  group: 'eu',
  hasAgent: true,
  ordered: 2,
  effective: 2,
  missing: null,
  unable: false,
  note: null,
  ...over,
})
const missing = (id: string, why: string, over: Partial<Node> = {}) =>
  done(id, { effective: null, missing: why, ...over })
const proxy = missing('edge-1', 'has no agent, so no tier can be ordered', { hasAgent: false, unable: true })
const unheard = missing('10.0.0.9:9400', 'has not answered yet', { group: '' })

test('is done where every node of the scope enforces it, whatever others say', () => {
  const others = [missing('ws-3', 'silent for 9 s', { group: 'us' })]
  expect(confirmationOf([done('ws-1'), done('ws-2'), ...others], EU)).toEqual({
    settled: true,
    done: true,
    confirmed: 2,
    of: 2,
    withoutAgent: [],
    mayBelong: [],
    lines: ['2 of 2 nodes enforce it.'],
  })
})

test('names who does not and why, and what there is to know of those that do', () => {
  const nodes = [done('ws-1', { note: 'in force but not stored' }), missing('ws-2', 'silent for 9 s')]
  expect(confirmationOf(nodes, EU)).toMatchObject({
    settled: false,
    done: false,
    lines: ['1 of 2 nodes enforce it.', '  ws-2: silent for 9 s', '  ws-1: in force but not stored'],
  })
})

test('does not wait for a node that cannot, and is not done either', () => {
  const unable = missing('ws-2', 'cannot enforce tier 3, and is at tier 2', { unable: true })
  expect(confirmationOf([done('ws-1'), unable], EU)).toMatchObject({ settled: true, done: false })
})

test('is done where every agent enforces it, and names the servers that have none', () => {
  expect(confirmationOf([done('ws-1'), proxy], EU)).toMatchObject({
    settled: true,
    done: true,
    confirmed: 1,
    of: 1,
    withoutAgent: ['edge-1'],
    lines: ['1 of 1 nodes with an agent enforce it.', '  edge-1: has no agent, so no tier can be ordered'],
  })
  const slow = missing('ws-2', 'has not confirmed the newest orders yet')
  expect(confirmationOf([done('ws-1'), slow, proxy], EU)).toMatchObject({
    settled: false,
    done: false,
    of: 2,
  })
})

test('where no node has an agent there is nothing to wait for, nor to be done', () => {
  expect(confirmationOf([proxy], EU)).toMatchObject({
    settled: true,
    done: false,
    lines: ['No node there has an agent.', '  edge-1: has no agent, so no tier can be ordered'],
  })
})

test('is not known to be done while an agent may belong to the group, and waits for it to say', () => {
  expect(confirmationOf([done('ws-1'), unheard], EU)).toMatchObject({
    settled: false,
    done: false,
    confirmed: 1,
    of: 1,
    mayBelong: ['10.0.0.9:9400'],
    lines: [
      '1 of 1 nodes enforce it.',
      '  10.0.0.9:9400 was never heard: whether it belongs to eu is unknown',
    ],
  })
  expect(confirmationOf([done('ws-1'), unheard], FLEET)).toMatchObject({
    of: 2,
    mayBelong: [],
    lines: ['1 of 2 nodes enforce it.', '  10.0.0.9:9400: has not answered yet'],
  })
})

test('waits where nobody has answered yet', () => {
  expect(confirmationOf([], FLEET)).toMatchObject({
    settled: false,
    done: false,
    lines: ['No node there has answered yet.'],
  })
})
