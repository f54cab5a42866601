import { expect, test } from 'vitest'
import { recordingColumns } from './recording-columns.ts'

const node = (name: string, perBucket: number | null, seconds: number) => ({
  node: name,
  group: 'eu',
  fromMs: 10_000,
  counts: Array<number | null>(seconds * 10).fill(perBucket),
  seconds: null,
  lowerBound: false,
})

test('seconds of all nodes are added up', () => {
  const data = recordingColumns({ nodes: [node('a', 3, 2), node('b', 2, 2)] })
  expect(data).toMatchObject({ fromAt: 10_000, stepMs: 1_000 })
  expect(data?.series[0]?.max).toEqual([50, 50])
})

test('a second that one node did not see is unknown', () => {
  expect(recordingColumns({ nodes: [node('a', 3, 1), node('b', null, 1)] })?.series[0]?.max).toEqual([null])
})

test('a node that falls silent makes what follows unknown; reads a second apart do not', () => {
  const max = (seconds: number) =>
    recordingColumns({ nodes: [node('a', 1, 8), node('b', 1, seconds)] })?.series[0]?.max
  expect(max(4)).toEqual([20, 20, 20, 20, null, null, null, null])
  expect(max(7)).toEqual([20, 20, 20, 20, 20, 20, 20])
})

test('half an hour fits into 300 columns and keeps its peak', () => {
  const long = node('a', 1, 1_860)
  long.counts[5_000] = 400
  const max = recordingColumns({ nodes: [long] })?.series[0]?.max ?? []
  expect(max.length).toBeLessThanOrEqual(300)
  expect(Math.max(...max.map(value => value ?? 0))).toBe(409)
})
