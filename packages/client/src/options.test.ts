import { afterEach, expect, test, vi } from 'vitest'
import { defaultClock } from './options.ts'

afterEach(() => vi.restoreAllMocks())

test('C43, C53 the time of a sleep counts, although the clock of performance stopped meanwhile', () => {
  const before = defaultClock.now()
  vi.spyOn(performance, 'now').mockReturnValue(performance.now())
  const wall = vi.spyOn(Date, 'now').mockReturnValue(before + 3_600_000)
  expect(defaultClock.now()).toBe(before + 3_600_000)
  wall.mockReturnValue(before - 3_600_000)
  expect(defaultClock.now()).toBeGreaterThanOrEqual(before)
})
