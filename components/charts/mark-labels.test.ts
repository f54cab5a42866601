import { expect, test } from 'vitest'
import type { Mark } from '@/lib/domain/mark.ts'
import { markLabels } from './mark-labels.ts'

const storm = (from: number, label = 'storm began 14:03:22'): Mark => ({
  kind: 'storm',
  id: `storm-${from}`,
  label,
  from,
  to: null,
})
const lease = (from: number, label = 'tier 2'): Mark => ({
  kind: 'lease',
  id: `lease-${from}`,
  label,
  from,
  to: null,
})
const placed = (...marks: Mark[]) =>
  markLabels(marks, 0, 100).map(({ id, side, lane }) => `${id} ${side} ${lane}`)

test('a storm is named left of its line and an order right of its own, in one lane', () => {
  expect(placed(storm(71), lease(76))).toEqual(['lease-76 right 0', 'storm-71 left 0'])
})

test('at an edge a label goes to the side that has room', () => {
  expect(placed(storm(10))).toEqual(['storm-10 right 0'])
  expect(placed(lease(97))).toEqual(['lease-97 left 0'])
})

test('labels that would touch go into a second lane, the newest keeps its place', () => {
  expect(placed(lease(40), storm(50))).toEqual(['storm-50 left 0', 'lease-40 right 1'])
})

test('what finds no room has its line only', () => {
  const many = [60, 61, 62, 63, 64, 65].map(at => lease(at))
  const labels = markLabels(many, 0, 100)
  expect(labels.length).toBeLessThan(many.length)
  for (const one of labels)
    for (const other of labels)
      if (one !== other && one.lane === other.lane)
        expect(one.to <= other.from || other.to <= one.from).toBe(true)
})

test('an order that began before the chart is named at its left edge, such a storm is not', () => {
  expect(placed(storm(-20), lease(-30))).toEqual(['lease--30 right 0'])
})

test('a label longer than either side is clipped at the edge of the chart', () => {
  const [label] = markLabels([storm(50, 'ws-1000, ws-1001 and 998 more nodes of a region')], 0, 100)
  expect(label).toMatchObject({ from: 0, to: 0.5 })
})
