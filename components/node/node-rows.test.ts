import { expect, test } from 'vitest'
import { FLEETS } from '@/components/gallery/fixtures/fleets.ts'
import { nodeFixture } from '@/components/gallery/fixtures/node-fixture.ts'
import { filterNodes, sortNodes } from './node-rows.ts'

const ids = (nodes: { id: string }[]) => nodes.map(node => node.id)

test('trouble first: storms, then what cannot be seen, then warnings, then names', () => {
  const nodes = FLEETS['partly-blind'].nodes
  expect(ids(sortNodes(nodes, { key: 'trouble', down: true }))).toEqual(['ws-2', 'ws-3', 'ws-4', 'ws-1'])
})

test('names count as people do', () => {
  const nodes = ['ws-10', 'ws-2'].map(id => nodeFixture(id))
  expect(ids(sortNodes(nodes, { key: 'node', down: false }))).toEqual(['ws-2', 'ws-10'])
})

test('unknown is last in both directions', () => {
  const nodes = [
    nodeFixture('a', { zombies: null }),
    nodeFixture('b', { zombies: 5 }),
    nodeFixture('c', { zombies: 0 }),
  ]
  expect(ids(sortNodes(nodes, { key: 'zombies', down: true }))).toEqual(['b', 'c', 'a'])
  expect(ids(sortNodes(nodes, { key: 'zombies', down: false }))).toEqual(['c', 'b', 'a'])
})

test('a filter takes every word, in any order', () => {
  expect(ids(filterNodes(FLEETS.storm.nodes, 'storm west'))).toEqual(['ws-2', 'ws-3'])
  expect(filterNodes(FLEETS.storm.nodes, '  ')).toHaveLength(4)
})

test('a thousand rows keep storms on top', () => {
  expect(
    sortNodes(FLEETS.many.nodes, { key: 'trouble', down: true })
      .slice(0, 11)
      .every(node => node.stormState === 'storm'),
  ).toBe(true)
})
