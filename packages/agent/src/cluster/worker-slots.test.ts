import { expect, test } from 'vitest'
import type { WorkerReport } from './worker-report.ts'
import { WorkerSlots } from './worker-slots.ts'

/** The parts of a report that places are counted from. */
function report(accepted: number, current: number): WorkerReport {
  const status = { pool: { current }, totals: { accepted, rejected: { 'node-full': 1 } } }
  return { status } as unknown as WorkerReport
}

test('X8: what a worker had counted stays with its place, and its successor counts on from there', () => {
  const slots = new WorkerSlots()
  slots.take(1)
  slots.take(2)
  const reports = new Map([
    [1, report(10, 5)],
    [2, report(20, 6)],
  ])
  slots.leave(1, report(10, 5))
  reports.delete(1)
  expect(slots.counts(reports)).toEqual([
    { worker: '0', current: 0, accepted: 10, rejected: 1 },
    { worker: '1', current: 6, accepted: 20, rejected: 1 },
  ])
  slots.take(3)
  reports.set(3, report(4, 2))
  expect(slots.counts(reports)[0]).toEqual({ worker: '0', current: 2, accepted: 14, rejected: 2 })
})

test('X8: beyond sixteen workers the rest is one series', () => {
  const slots = new WorkerSlots()
  const reports = new Map<number, WorkerReport>()
  for (let id = 1; id <= 18; id++) {
    slots.take(id)
    reports.set(id, report(1, 1))
  }
  expect(slots.counts(reports)).toHaveLength(17)
  expect(slots.counts(reports).at(-1)).toEqual({ worker: 'other', current: 2, accepted: 2, rejected: 2 })
})
