import { expect, test } from 'vitest'
import { COLUMN } from '../attempts/attempt-ring.ts'
import { NO_ATTEMPTS } from './departed.ts'
import type { BurstEvidence } from './merged-burst.ts'
import { WorkerBoard } from './worker-board.ts'
import type { WorkerReport } from './worker-report.ts'

/** The parts of a report that attempts are counted from. */
function report(unknown: number, uncertaintyMs: number, sentAtMs = Number.POSITIVE_INFINITY): WorkerReport {
  const counted = Object.fromEntries(Object.values(COLUMN).map(column => [column, 0]))
  counted[COLUMN.unknown] = unknown
  counted[COLUMN.accepted] = unknown
  const totals = { accepted: unknown, rejected: {}, wouldReject: {}, closed: {} }
  const status = { pool: { current: unknown }, totals, traffic: {}, auth: {} }
  const attemptsByClass = { ...NO_ATTEMPTS, unknown }
  const burst = evidence([])
  return { status, counted, sentAtMs, uncertaintyMs, attemptsByClass, burst } as unknown as WorkerReport
}

const evidence = (times: readonly number[], seen = times.length): BurstEvidence => ({
  seen,
  times,
  lastAtMs: null,
  holdsUntilMs: null,
})

test('A1: ten attempts in a worker are ten, however often they are reported', () => {
  const board = new WorkerBoard()
  const burst = evidence(Array.from({ length: 10 }, (_, n) => 1_000 + n))
  for (let ms = 1_100; ms <= 3_000; ms += 100) {
    board.take(1, { ...report(10, 0), burst }, ms, ms)
    expect(board.burst.holds(ms)).toBe(false)
  }
  expect(board.burst.lastAtMs).toBeNull()
})

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

test('A3: reports that waited for a primary that stood still are no burst either', () => {
  const board = new WorkerBoard()
  board.take(1, report(0, 0, 1_000), 1_000, 1_000)
  for (let ms = 50; ms <= 1_000; ms += 50) board.touch(ms)
  // Two attempts in each of 50 reports, all read in one turn.
  for (let n = 1; n <= 50; n++) board.take(1, report(n * 2, 0, 1_000 + n * 100), 6_050, 6_050)
  expect(board.peak(6_050).perSecond).toBeLessThan(30)
  const { unknown } = board.ring.series(0, 6_050)
  expect(unknown.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(100)
})

test('X14: a worker whose agent has been taken out is not missed, and what it counted stays', () => {
  const board = new WorkerBoard()
  board.take(1, report(5, 0), 0, 0)
  board.take(2, report(7, 0), 0, 0)
  board.forget(1)
  board.take(2, report(7, 0), 5_000, 5_000)
  expect(board.silence(5_000)).toBeNull()
  expect(board.size).toBe(1)
  // Put in again, it counts from nothing.
  board.take(1, report(2, 0), 5_100, 5_100)
  expect(board.ring.sum(COLUMN.unknown, 600)).toBe(14)
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
