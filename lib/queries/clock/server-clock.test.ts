import { expect, test } from 'vitest'
import { createServerClock } from './server-clock.ts'

function aheadAfter(...measured: number[]): number {
  const clock = createServerClock()
  for (const [i, ms] of measured.entries()) clock.note(1_000_000 + i * 1_000, 1_000_000 + i * 1_000 - ms)
  return clock.aheadMs()
}

test('a clock that is right within a second is trusted', () => {
  expect(aheadAfter(-120, -80, 400, -950)).toBe(0)
})

test('a clock that is wrong is corrected on full seconds, either way', () => {
  expect(aheadAfter(7_300)).toBe(7_000)
  expect(aheadAfter(-61_800)).toBe(-62_000)
})

test('one message that was held up changes nothing', () => {
  expect(aheadAfter(-50, -50, -9_000, -60)).toBe(0)
})

test('does not jump between seconds', () => {
  expect(aheadAfter(7_490, 7_510, 7_490, 7_900)).toBe(7_000)
})

test('a browser clock that was set right is trusted again after half a minute', () => {
  expect(aheadAfter(7_000, ...Array<number>(30).fill(-40))).toBe(0)
})

test('the same message seen twice counts once', () => {
  const clock = createServerClock()
  clock.note(5_000, 5_000)
  clock.note(5_000, 65_000)
  expect(clock.aheadMs()).toBe(0)
})
