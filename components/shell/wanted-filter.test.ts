import { expect, test } from 'vitest'
import { createWantedFilter } from './wanted-filter.ts'

test('a filter that was wanted is taken once, by the screen that was opened for it', () => {
  const wanted = createWantedFilter()
  expect(wanted.take(0)).toBe(false)
  wanted.want(1_000)
  expect(wanted.take(2_000)).toBe(true)
  expect(wanted.take(2_001)).toBe(false)
  wanted.want(3_000)
  expect(wanted.take(13_001)).toBe(false)
})
