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
