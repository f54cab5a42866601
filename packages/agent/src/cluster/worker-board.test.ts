import { expect, test } from 'vitest'
import { COLUMN } from '../attempts/attempt-ring.ts'
import { WorkerBoard } from './worker-board.ts'
import type { WorkerReport } from './worker-report.ts'

/** The parts of a report that attempts are counted from. */
function report(unknown: number, uncertaintyMs: number): WorkerReport {
  const counted = Object.fromEntries(Object.values(COLUMN).map(column => [column, 0]))
  counted[COLUMN.unknown] = unknown
  counted[COLUMN.accepted] = unknown
  const status = { pool: { current: unknown }, totals: { accepted: unknown, rejected: {} } }
  return { status, counted, uncertaintyMs, attemptTimes: [] } as unknown as WorkerReport
}

test('A3: what queued in a worker that stood still is no burst of its cluster', () => {
  const board = new WorkerBoard()
  for (let ms = 0; ms <= 6_000; ms += 50) board.touch(ms)
  board.take(1, report(0, 0), 1_000, 1_000)
  board.take(1, report(60, 5_000), 6_000, 6_000)
  board.take(1, report(100, 5_000), 6_100, 6_100)
  expect(board.peak(6_100).perSecond).toBeLessThanOrEqual(22)
  const { unknown, accepted } = board.ring.series(0, 6_100)
  expect(unknown.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(100)
  expect(accepted.slice(-2)).toEqual([60, 40])
  board.take(1, report(160, 0), 6_200, 6_200)
  expect(board.peak(6_200).perSecond).toBeGreaterThanOrEqual(60)
})

test('X14: time in which no worker reports is unknown, not without attempts', () => {
  const board = new WorkerBoard()
  board.take(1, report(0, 0), 0, 0)
  board.take(2, report(0, 0), 0, 0)
  expect(board.silence(1_000)).toBeNull()
  for (let ms = 50; ms <= 3_000; ms += 50) {
    if (ms % 100 === 0) board.take(2, report(0, 0), ms, ms)
    board.touch(ms)
  }
  // One of two watches: what it counts is a lower bound.
  expect(board.silence(3_000)).toEqual({ workers: [1], longestMs: 3_000 })
  expect(board.ring.series(0, 3_000).unknown).not.toContain(null)

  for (let ms = 3_050; ms <= 6_000; ms += 50) board.touch(ms)
  expect(board.silence(6_000)).toEqual({ workers: [1, 2], longestMs: 6_000 })
  const { unknown } = board.ring.series(0, 6_000)
  expect(unknown.slice(0, 40)).toEqual(new Array(40).fill(0))
  expect(unknown.slice(42)).toEqual(new Array(19).fill(null))

  board.take(1, report(5, 0), 6_050, 6_050)
  expect(board.silence(6_050)).toMatchObject({ workers: [2] })
  expect(board.ring.series(0, 6_050).unknown.at(-1)).toBe(5)
  board.take(2, report(0, 0), 6_100, 6_100)
  expect(board.silence(6_100)).toBeNull()
})
