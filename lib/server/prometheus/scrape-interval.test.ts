import { expect, it } from 'vitest'
import { intervalOfCount } from './scrape-interval.ts'

it.each([
  [300, 1_000],
  [60, 5_000],
  [30, 10_000],
  [20, 15_000],
  [19, 15_000],
  [21, 15_000],
  [10, 30_000],
  [5, 60_000],
  [1, 300_000],
])('%s samples in 5 min are scrapes every %s ms', (count, intervalMs) => {
  expect(intervalOfCount(count)).toBe(intervalMs)
})
