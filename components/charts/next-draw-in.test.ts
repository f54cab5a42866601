import { expect, test } from 'vitest'
import { nextDrawIn } from './next-draw-in.ts'

test('in the rhythm of the feed, charts draw one after the other', () => {
  expect([0, 1, 2].map(place => nextDrawIn(place, 1_000))).toEqual([0, 90, 180])
})

test('ten frames a second do not make ten drawings', () => {
  expect(nextDrawIn(0, 100)).toBe(800)
})
