import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agoLabel, axisTicks, highestOf, timeTicks } from './chart-scale.ts'

test.each([
  [450, [0, 100, 200, 300, 400, 500]],
  [50, [0, 20, 40, 60]],
  [100, [0, 25, 50, 75, 100, 125]],
  [0, [0, 1]],
])('an axis for %d', (highest, ticks) => expect(axisTicks(highest)).toEqual(ticks))

test('the axis always holds the highest value with room, in at most five parts, and wastes less than half', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1e9, noNaN: true }), highest => {
      const ticks = axisTicks(highest)
      const top = ticks.at(-1) ?? 0
      expect(ticks.length).toBeLessThanOrEqual(6)
      expect(top).toBeGreaterThan(highest)
      expect(top).toBeLessThanOrEqual(highest * 2.2)
    }),
  )
})

test('unknown values do not count, thresholds do', () => {
  expect(highestOf([{ max: [null, 7, null] }], [3])).toBe(7)
  expect(highestOf([{ max: [null] }], [3])).toBe(3)
})

test('fifteen minutes are labelled every five', () => {
  const end = 1_000_000_000
  const labels = timeTicks(end - 900_000, end).map(at => agoLabel(at, end))
  expect(labels).toEqual(['−15 min', '−10 min', '−5 min', 'now'])
})

test('a day is labelled in hours, a month in days', () => {
  const end = 1_000_000_000_000
  expect(timeTicks(end - 86_400_000, end).map(at => agoLabel(at, end))).toEqual([
    '−1 d',
    '−18 h',
    '−12 h',
    '−6 h',
    'now',
  ])
  expect(agoLabel(end - 10 * 86_400_000, end)).toBe('−10 d')
})
