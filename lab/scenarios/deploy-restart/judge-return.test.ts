import { expect, test } from 'vitest'
import { aimOf, missOf } from './judge-return.ts'

test('the aim is 1.5 × the longer of N ÷ C and the window, as told or as ours would tell it', () => {
  expect(aimOf(15_000, 2, null)).toEqual({ withinMs: 54_000, attempts: 2 })
  expect(aimOf(15_000, 2, 20_000).withinMs).toBe(45_000)
  expect(aimOf(15_000, 2, 40_000).withinMs).toBe(60_000)
  expect(aimOf(100, 0, null).withinMs).toBe(7_500)
})

test.each([
  [{ allBackMs: 54_000, attemptsMax: 2 }, null],
  [{ allBackMs: 54_100, attemptsMax: 1 }, '0.1 s late'],
  [{ allBackMs: 1_000, attemptsMax: 3 }, '3 attempts'],
  [{ allBackMs: 60_000, attemptsMax: 9 }, '6.0 s late, 9 attempts'],
  [{ allBackMs: null, attemptsMax: 1 }, 'not all back'],
])('%j: %s', (result, miss) => {
  expect(missOf({ withinMs: 54_000, attempts: 2 }, result)).toBe(miss)
})
