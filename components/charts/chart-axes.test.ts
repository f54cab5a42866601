import { expect, test } from 'vitest'
import { axesOf, columnPlaces, sameAxes } from './chart-axes.ts'
import type { DrawingProps } from './chart-frame.tsx'

const format = (value: number) => `${value}/s`
const drawn = (fromAt: number, over: Partial<DrawingProps> = {}): DrawingProps => {
  const max = Array.from({ length: 300 }, (_, i) => (fromAt / 3_000 + i * 7) % 400)
  return {
    data: { fromAt, stepMs: 3_000, series: [{ id: 'a', label: 'a', look: 'main', min: max, max }] },
    end: fromAt + 300 * 3_000,
    ticks: [0, 100, 200, 300, 400],
    format,
    past: false,
    marks: [],
    thresholds: [],
    ...over,
  }
}
const keeps = (a: DrawingProps, b: DrawingProps) => sameAxes(axesOf(a), axesOf(b))

test('a message that moves the chart on by a column, with other values, marks and limits, leaves the axes alone', () => {
  const next = drawn(3_000, {
    ticks: [0, 100, 200, 300, 400],
    marks: [{ kind: 'storm', id: 's', label: 'storm', from: 0, to: null }],
    thresholds: [{ value: 100, label: 'limit', tone: 'warn' }],
  })
  expect(keeps(drawn(0), next)).toBe(true)
})

test.each([
  ['a higher value', { ticks: [0, 100, 200, 300, 400, 500] }],
  ['another step of the value axis', { ticks: [0, 50, 100, 150, 200] }],
  ['other words', { format: String }],
  ['times of day', { past: true }],
])('%s makes new axes', (_, over) => expect(keeps(drawn(0), drawn(0, over))).toBe(false))

test('times of day move with the end of the chart', () => {
  expect(keeps(drawn(0, { past: true }), drawn(3_000, { past: true }))).toBe(false)
  expect(keeps(drawn(0, { past: true }), drawn(0, { past: true }))).toBe(true)
})

test('a column is found at its middle, counted back from the end', () =>
  expect(columnPlaces({ columns: 3, stepMs: 1_000 })).toEqual([
    { before: -2_500, column: 0 },
    { before: -1_500, column: 1 },
    { before: -500, column: 2 },
  ]))
