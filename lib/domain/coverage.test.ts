import { expect, test } from 'vitest'
import { agedFleet, withoutValues } from './aged-fleet.ts'
import { coverageOf } from './coverage.ts'
import { fleetSample, nodeSample } from './test/fleet-sample.ts'

const FLEET = { kind: 'fleet', name: null } as const
const nodes = ['ws-1', 'ws-2'].map(id => nodeSample(id))

test('a fleet of which every node answers is covered', () =>
  expect(coverageOf(fleetSample(nodes), FLEET)).toEqual({
    answering: 2,
    expected: 2,
    complete: true,
    newestMs: 300,
  }))

test('a silent node is missing', () => {
  const silent = withoutValues({ ...nodeSample('ws-3'), reach: 'silent', ageMs: 9_000 })
  expect(coverageOf(fleetSample([...nodes, silent]), FLEET)).toMatchObject({
    answering: 2,
    expected: 3,
    complete: false,
  })
})

test('nodes that are expected and not read are missing, in the fleet', () => {
  const fleet = fleetSample(nodes, { unreadNodes: 500 })
  expect(coverageOf(fleet, FLEET)).toMatchObject({ answering: 2, expected: 502, complete: false })
  expect(coverageOf(fleet, { kind: 'node', name: 'ws-1' })).toMatchObject({
    answering: 1,
    expected: 1,
    complete: true,
  })
})

test('while the server is not heard no node is counted, also where scrapes are not old yet', () => {
  const scraped = nodes.map(node => ({ ...node, source: 'prometheus' as const, resolutionMs: 15_000 }))
  for (const list of [nodes, scraped])
    expect(coverageOf(agedFleet(fleetSample(list), 20_000), FLEET)).toEqual({
      answering: null,
      expected: 2,
      complete: false,
      newestMs: 20_300,
    })
})

test('without a node there is no sample', () =>
  expect(coverageOf(fleetSample([]), FLEET)).toMatchObject({ newestMs: null }))
