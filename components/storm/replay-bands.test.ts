import { expect, test } from 'vitest'
import { replayBands } from './replay-bands.ts'

const storm = (node: string, startedAt: number, endedAt: number | null) => ({
  node,
  startedAt,
  endedAt,
  peakPerSecond: 60,
  burst: true,
  sustained: false,
})

test('storms that overlap are one band, others stay apart', () => {
  const bands = replayBands([storm('b', 5, 20), storm('a', 0, 10), storm('c', 30, null)])
  expect(bands.map(({ from, to, label }) => [from, to, label])).toEqual([
    [0, 20, 'a and b'],
    [30, null, 'c'],
  ])
})

test('one that still runs takes in everything after it', () => {
  expect(replayBands([storm('a', 0, null), storm('b', 50, 60)])).toMatchObject([
    { from: 0, to: null, label: 'a and b' },
  ])
})
