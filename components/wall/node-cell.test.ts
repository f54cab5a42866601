import { expect, test } from 'vitest'
import { nodeFixture } from '@/components/gallery/fixtures/node-fixture.ts'
import { cellOf, cellsOf } from './node-cell.ts'

test.each([
  ['calm', nodeFixture('ws-1', {}), 'calm'],
  ['in a storm', nodeFixture('ws-1', { stormState: 'storm' }), 'critical'],
  ['silent, whatever it last said', nodeFixture('ws-1', { reach: 'silent', stormState: 'storm' }), 'unseen'],
  ['stale', nodeFixture('ws-1', { reach: 'stale' }), 'unseen'],
  ['not to be judged', nodeFixture('ws-1', { stormState: 'cannot-tell' }), 'unseen'],
  ['clearing', nodeFixture('ws-1', { stormState: 'clearing' }), 'warning'],
  ['under an order', nodeFixture('ws-1', { effectiveTier: 3 }), 'ordered'],
  ['full', nodeFixture('ws-1', { connections: 49_000, connectionLimit: 50_000 }), 'critical'],
])('a node %s', (_, node, look) => expect(cellOf(node).look).toBe(look))

test('too many nodes for a wall: the worst are drawn whatever their names, the rest is counted', () => {
  const nodes = Array.from({ length: 300 }, (_, i) =>
    nodeFixture(`ws-${i}`, i < 20 ? { effectiveTier: 2 } : {}),
  )
  nodes.push(nodeFixture('ws-z', { stormState: 'storm' }), nodeFixture('ws-y', { reach: 'silent' }))
  const { shown, rest } = cellsOf(nodes, 10)
  expect(shown.map(cell => cell.look)).toEqual(['critical', 'unseen', ...Array(8).fill('ordered')])
  expect(rest).toBe('292 more nodes: 12 under an order, 280 normal')
})

test('as many as fit keep their places', () => {
  const nodes = [nodeFixture('ws-1', {}), nodeFixture('ws-2', { stormState: 'storm' })]
  expect(cellsOf(nodes, 10)).toMatchObject({ shown: [{ look: 'calm' }, { look: 'critical' }], rest: '' })
})
