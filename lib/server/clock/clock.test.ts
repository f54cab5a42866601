import { expect, it } from 'vitest'
import { steadyClock } from './clock.ts'

it('runs evenly, and follows the wall clock when it is set', () => {
  let mono = 1_000
  let wall = 1_750_000_000_000
  const clock = steadyClock(
    () => mono,
    () => wall,
  )
  mono += 5_000
  // NTP slews the wall clock: the grid of buckets must not shift under us.
  wall += 5_030
  expect(clock.now()).toBe(1_750_000_005_000)
  wall -= 3_600_000
  expect(clock.now()).toBe(wall)
  mono += 10
  wall += 10
  expect(clock.now()).toBe(wall)
})
