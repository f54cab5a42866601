import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agoLabel, axisTicks, highestOf, niceMax, timeTicks } from './chart-scale.ts'

test.each([
  [486, 500],
  [0.9, 1],
  [134, 200],
  [1, 1],
  [100, 100],
  [0, 1],
])('an axis for %d ends at %d', (highest, max) => expect(niceMax(highest)).toBe(max))

test('the axis always holds the highest value and is never more than twice as high', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1e9, noNaN: true }), highest => {
      const max = niceMax(highest)
      expect(max).toBeGreaterThanOrEqual(highest * (1 - 1e-9))
      expect(max).toBeLessThanOrEqual(highest * 2.01)
    }),
  )
})

test('unknown values do not count, thresholds do', () => {
  expect(highestOf([{ max: [null, 7, null] }], [3])).toBe(7)
  expect(highestOf([{ max: [null] }], [3])).toBe(3)
})

test('four even parts', () => expect(axisTicks(500)).toEqual([0, 125, 250, 375, 500]))

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
