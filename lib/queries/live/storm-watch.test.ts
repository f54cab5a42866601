import { expect, test } from 'vitest'
import { fleetFixture } from '../../../components/gallery/fixtures/fleet-fixture.ts'
import { nodeFixture } from '../../../components/gallery/fixtures/node-fixture.ts'
import type { HotAttempts } from '../../contract/feed.ts'
import type { StormState } from '../../domain/storm/storm-state.ts'
import { createStormWatch } from './storm-watch.ts'

const START = 1_800_000_000_000
const picture = (second: number, stormState: StormState, attemptsLastSecond: number) => {
  const at = START + second * 1_000
  return fleetFixture({
    at,
    nodes: [nodeFixture('ws-1', { stormState, attemptsLastSecond, lastSeenAt: at })],
  })
}
const hot = (second: number, perBucket: number): HotAttempts => ({
  'ws-1': {
    fromAt: START + (second - 1) * 1_000,
    counts: Array<number>(10).fill(perBucket),
    lowerBound: false,
  },
})

test('a burst that only the browser sees is told once it lasts', () => {
  const watch = createStormWatch()
  const told = Array.from({ length: 8 }, (_, i) => watch(picture(i, 'calm', 80), hot(i, 8)))
  expect(told[0]).toEqual([])
  expect(told.at(-1)).toEqual([{ nodeId: 'ws-1', browser: 'storm', server: 'calm' }])
})

test('a node is judged by its own thresholds, also when they change', () => {
  const watch = createStormWatch()
  const own = (second: number, burstThresholdAttempts: number) => {
    const { nodes, ...state } = picture(second, 'calm', 80)
    return watch(
      { ...state, nodes: nodes.map(node => ({ ...node, burstThresholdAttempts })) },
      hot(second, 8),
    )
  }
  expect(Array.from({ length: 10 }, (_, i) => own(i, 500)).flat()).toEqual([])
  expect(Array.from({ length: 8 }, (_, i) => own(10 + i, 60)).at(-1)).toHaveLength(1)
})

test('both in agreement is nothing to tell', () => {
  const watch = createStormWatch()
  const told = Array.from({ length: 10 }, (_, i) => watch(picture(i, 'storm', 80), hot(i, 8)))
  expect(told.flat()).toEqual([])
})

test('a browser that came late does not contradict a storm', () => {
  const watch = createStormWatch()
  const told = Array.from({ length: 60 }, (_, i) => watch(picture(i, 'storm', 3), {}))
  expect(told.flat()).toEqual([])
})

test('one that watched long enough does', () => {
  const watch = createStormWatch()
  const told = Array.from({ length: 90 }, (_, i) => watch(picture(i, 'storm', 3), {}))
  expect(told.at(-1)).toEqual([{ nodeId: 'ws-1', browser: 'calm', server: 'storm' }])
})
