import { expect, test } from 'vitest'
import { formatMoment, formatMomentTime } from './moment.ts'

const NOW = Date.UTC(2026, 10, 24, 14, 20)
const HOUR = 3_600_000

test.each([
  ['a minute ago', NOW - 60_000, '14:19:00'],
  ['this morning', NOW - 14 * HOUR, '00:20:00'],
  ['yesterday evening', NOW - 15 * HOUR, '23 Nov 23:20:00'],
  ['three days ago at this time of day', NOW - 72 * HOUR, '21 Nov 14:20:00'],
  ['after midnight to come', NOW + 10 * HOUR, '25 Nov 00:20:00'],
  ['a year ago today', NOW - 365 * 24 * HOUR, '24 Nov 14:20:00'],
])('%s', (_, at, text) => {
  expect(formatMoment(at, NOW)).toBe(text)
  expect(formatMomentTime(at, NOW)).toBe(text.slice(0, -3))
})

test('today is the day of the zone the time is written in', () => {
  const at = Date.UTC(2026, 10, 24, 1, 30)
  expect(formatMomentTime(at, NOW)).toBe('01:30')
  expect(formatMomentTime(at, NOW, 'America/New_York')).toBe('23 Nov 20:30')
  expect(formatMomentTime(NOW - 15 * HOUR, NOW, 'Asia/Kolkata')).toBe('04:50')
})

test('where today is not known the day is named', () => {
  expect(formatMoment(NOW, null)).toBe('24 Nov 14:20:00')
  expect(formatMoment(null, NOW)).toBe('—')
})
