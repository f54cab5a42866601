import { expect, test } from 'vitest'
import type { RecordedSeconds, StormRecording } from '@/lib/contract/storm-recording.ts'
import { clientSide, shareOfAttempts } from './client-side.ts'

const FROM = 1_750_000_000
const node = (name: string, seconds: Partial<RecordedSeconds> | null): StormRecording['nodes'][number] => {
  const length = Math.max(
    0,
    ...Object.values(seconds ?? {}).map(value => (Array.isArray(value) ? value.length : 0)),
  )
  const zeros = () => Array<number | null>(length).fill(0)
  const all = {
    from: FROM,
    firstTime: zeros(),
    reconnect: zeros(),
    planned: zeros(),
    early: zeros(),
    unknown: zeros(),
    accepted: zeros(),
    refused: zeros(),
    closed: zeros(),
  }
  return {
    node: name,
    group: 'eu',
    fromMs: FROM * 1_000,
    counts: [],
    seconds: seconds && { ...all, ...seconds },
    lowerBound: false,
  }
}
const START = (FROM + 3) * 1_000
const row = (side: ReturnType<typeof clientSide>, id: string) => side?.rows.find(one => one.id === id)

test('attempts by class over the storm and the second before it, of all nodes', () => {
  const nodes = [
    node('ws-2', { reconnect: [9, 9, 10, 200, 300, 100], firstTime: [1, 1, 1, 2, 3, 2] }),
    node('ws-3', { reconnect: [9, 9, 20, 100, 50, 30], firstTime: [0, 0, 0, 0, 1, 1] }),
  ]
  const side = clientSide({ nodes, cut: null }, START)
  expect(side).toMatchObject({ from: (FROM + 2) * 1_000, to: (FROM + 6) * 1_000, nodes: 2, of: 2 })
  expect(row(side, 'reconnect')).toEqual({
    id: 'reconnect',
    total: 810,
    atLeast: false,
    peakPerSecond: 350,
    values: [30, 300, 350, 130],
  })
  const reconnect = row(side, 'reconnect')
  expect(side && reconnect && shareOfAttempts(side.rows, reconnect)).toBeCloseTo(810 / 820)
  // Measured, and none: a zero that may be said.
  expect(row(side, 'planned')).toMatchObject({ total: 0, atLeast: false, peakPerSecond: 0 })
})

test('accepted and refused are shown over the whole recording', () => {
  const side = clientSide(
    { nodes: [node('ws-2', { accepted: [5, 6, 7], refused: [0, 40, 50] })], cut: null },
    START,
  )
  expect(side?.chart).toMatchObject({ fromAt: FROM * 1_000, stepMs: 1_000 })
  expect(side?.chart.series.map(({ label, max }) => [label, max])).toEqual([
    ['Accepted', [5, 6, 7]],
    ['Refused', [0, 40, 50]],
  ])
})

test('a second in which one node was not observed is unknown, and totals are lower bounds', () => {
  const nodes = [node('ws-2', { closed: [1, 1, 1, 40, 50] }), node('ws-3', { closed: [1, 1, 1, null, 60] })]
  const closed = row(clientSide({ nodes, cut: null }, START), 'closed')
  expect(closed).toMatchObject({ total: 152, atLeast: true, peakPerSecond: 110, values: [2, null, 110] })
})

test('a node that falls silent makes what follows unknown; reads a second apart do not', () => {
  const ending = (length: number) => node('ws-3', { closed: Array<number>(length).fill(1) })
  const long = node('ws-2', { closed: Array<number>(12).fill(1) })
  const silent = row(clientSide({ nodes: [long, ending(7)], cut: null }, START), 'closed')
  expect(silent).toMatchObject({ atLeast: true, values: [2, 2, 2, 2, 2, null, null, null, null, null] })
  const close = row(clientSide({ nodes: [long, ending(10)], cut: null }, START), 'closed')
  expect(close).toMatchObject({ atLeast: false, values: Array<number>(8).fill(2), total: 16 })
})

test('what no second knows is unknown, never zero', () => {
  const side = clientSide({ nodes: [node('ws-2', { planned: [null, null, null, null] })], cut: null }, START)
  expect(row(side, 'planned')).toMatchObject({ total: null, peakPerSecond: null })
})

test('a node without recorded seconds, a cut recording and hidden attempts make lower bounds', () => {
  const known = node('ws-2', { reconnect: [1, 1, 1, 1, 1] })
  const total = (recording: Parameters<typeof clientSide>[0]) =>
    row(clientSide(recording, START), 'reconnect')?.atLeast
  expect(total({ nodes: [known], cut: null })).toBe(false)
  expect(total({ nodes: [known, node('ws-3', null)], cut: null })).toBe(true)
  expect(total({ nodes: [known], cut: 'only the first 30 min of each node are recorded' })).toBe(true)
  expect(total({ nodes: [{ ...known, lowerBound: true }], cut: null })).toBe(true)
})

test('a recording without seconds says nothing of clients', () => {
  expect(clientSide({ nodes: [node('ws-2', null)], cut: null }, START)).toBeNull()
})
