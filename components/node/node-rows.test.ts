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

test('attempts are sorted by what the cell shows: the mean, where samples are too far apart for a second', () => {
  const scraped = (id: string, attemptsPerSecondMean60s: number | null) =>
    nodeFixture(id, {
      source: 'prometheus',
      resolutionMs: 15_000,
      attemptsLastSecond: null,
      attemptsPerSecondMean60s,
    })
  const nodes = [
    scraped('a', 10),
    scraped('b', 400),
    scraped('c', null),
    nodeFixture('d', { attemptsLastSecond: 50, attemptsPerSecondMean60s: 1_000 }),
  ]
  expect(ids(sortNodes(nodes, { key: 'attempts', down: true }))).toEqual(['b', 'd', 'a', 'c'])
  expect(ids(sortNodes(nodes, { key: 'attempts', down: false }))).toEqual(['a', 'd', 'b', 'c'])
})

test.each([
  ['pool', { connections: 10, connectionLimit: 1_000 }, { connections: 9, connectionLimit: 10 }],
  ['memory', { memoryPerConnectionBytes: 20_000 }, { memoryPerConnectionBytes: 90_000 }],
  [
    'descriptors',
    { descriptorsOpen: 10, descriptorLimit: 1_000 },
    { descriptorsOpen: 9, descriptorLimit: 10 },
  ],
  ['zombies', { zombies: 0 }, { zombies: 1 }],
  ['latency', { latencyMsP99: 9 }, { latencyMsP99: 80 }],
  ['tier', { effectiveTier: 1 }, { effectiveTier: 3 }],
  ['age', { ageMs: 300 }, { ageMs: 2_000 }],
] as const)('the column %s is sorted by its own values, both ways', (key, less, more) => {
  const nodes = [nodeFixture('a', less), nodeFixture('b', more)]
  expect(ids(sortNodes(nodes, { key, down: true }))).toEqual(['b', 'a'])
  expect(ids(sortNodes(nodes.toReversed(), { key, down: false }))).toEqual(['a', 'b'])
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
