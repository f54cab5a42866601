import { expect, test } from 'vitest'
import { extendedMs } from './lease-extension.ts'

const MINUTE_MS = 60_000

test('15 min longer is counted from the end of the order, not from now', () => {
  expect(extendedMs({ endsAt: 1_000 + 52 * MINUTE_MS }, 1_000)).toBe(67 * MINUTE_MS)
  expect(extendedMs({ endsAt: 1_000 }, 1_000)).toBe(15 * MINUTE_MS)
})

test('an order that is over on this clock, and one that holds nearly a week', () => {
  expect(extendedMs({ endsAt: 1_000 }, 9_000)).toBe(15 * MINUTE_MS)
  expect(extendedMs({ endsAt: 7 * 24 * 60 * MINUTE_MS }, 0)).toBe(7 * 24 * 60 * MINUTE_MS)
  expect(extendedMs({ endsAt: null }, 0)).toBeNull()
})
