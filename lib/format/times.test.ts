import { expect, test } from 'vitest'
import { timesIn } from './times.ts'

const AT = 1_750_000_000_000

test.each([
  ['UTC', '15:06:40 UTC', '15 Jun 15:06 UTC'],
  ['Asia/Kolkata', '20:36:40 (15:06:40 UTC)', '15 Jun 20:36 (15:06 UTC)'],
])('%s', (zone, clock, day) => {
  const times = timesIn(zone)
  expect(times.clock(AT)).toBe(clock)
  expect(times.day(AT)).toBe(day)
  expect(times.day(null)).toBe('—')
})

test('a moment names its day when that is not today in the zone, and UTC in any case', () => {
  const yesterday = AT - 24 * 3_600_000
  expect(timesIn('UTC', AT).moment(AT)).toBe('15:06:40 UTC')
  expect(timesIn('UTC', AT).moment(yesterday)).toBe('14 Jun 15:06:40 UTC')
  expect(timesIn('Asia/Kolkata', AT).moment(yesterday)).toBe('14 Jun 20:36:40 (15:06:40 UTC)')
  expect(timesIn('UTC', AT).moment(null)).toBe('—')
})
