import { expect, test } from 'vitest'
import { timesIn } from '@/lib/format/times.ts'
import { axisMoment, columnMoment } from './chart-moment.ts'
import { timeTicks } from './chart-scale.ts'

const HOUR = 3_600_000
const END = Date.UTC(2026, 10, 24, 14, 20)

test.each([
  ['a day', 24],
  ['7 days', 168],
  ['30 days', 720],
])('no two labels below the axis of %s are the same', (_, hours) => {
  const span = hours * HOUR
  const labels = timeTicks(END - span, END).map(at => axisMoment(at, span))
  expect(labels.length).toBeGreaterThan(2)
  expect(new Set(labels).size).toBe(labels.length)
  expect(labels.at(-1)).toBe('24 Nov 14:20')
})

test('an hour is labelled by the time of day', () => {
  expect(timeTicks(END - HOUR, END).map(at => axisMoment(at, HOUR))).toEqual([
    '13:20',
    '13:35',
    '13:50',
    '14:05',
    '14:20',
  ])
})

test('a column of another day names it, and one of today only over a long range', () => {
  const times = timesIn('UTC', END)
  expect(columnMoment(END, HOUR, times)).toBe('14:20:00 UTC')
  expect(columnMoment(END - 72 * HOUR, HOUR, times)).toBe('21 Nov 14:20:00 UTC')
  expect(columnMoment(END, 168 * HOUR, times)).toBe('24 Nov 14:20 UTC')
})
