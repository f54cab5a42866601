import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAge } from './age.ts'
import { bytesOf, formatBytes } from './bytes.ts'
import { formatClock, formatClockWithUtc, formatDay, formatDayTime, formatTime, isTimeZone } from './clock.ts'
import { formatCountdown, formatDuration, formatRoughly } from './duration.ts'
import { formatAtLeast, formatCount, formatNumber } from './number.ts'
import { formatPercent, percentOf, roundToBad } from './percent.ts'
import { quantityText } from './quantity.ts'
import { formatRate, rateOf } from './rate.ts'
import { UNKNOWN } from './unknown.ts'
import { listOf, numberWord, sentenceCase } from './words.ts'

const AT = Date.UTC(2026, 10, 21, 14, 3, 22)

test('what is unknown is a dash everywhere, and never a zero', () => {
  const writers = [
    formatNumber,
    formatBytes,
    formatRate,
    formatPercent,
    formatDuration,
    formatRoughly,
    formatCountdown,
    formatAge,
    formatClock,
    formatTime,
    formatDay,
    formatDayTime,
    formatClockWithUtc,
  ] as const
  for (const write of writers)
    for (const value of [null, Number.NaN, Number.POSITIVE_INFINITY]) expect(write(value)).toBe(UNKNOWN)
  expect(formatAtLeast(null, true)).toBe(UNKNOWN)
  expect(formatCount(null, 'node')).toBe('— nodes')
})

describe('numbers', () => {
  test.each([
    [0, 0, '0'],
    [999, 0, '999'],
    [1_000, 0, '1,000'],
    [164_812, 0, '164,812'],
    [1_234_567.891, 2, '1,234,567.89'],
    [-1_234.5, 1, '−1,234.5'],
    [-0.2, 0, '0'],
    [5.4, 1, '5.4'],
  ])('%d with %d decimals', (value, decimals, text) => expect(formatNumber(value, decimals)).toBe(text))

  test('commas never touch the fraction', () => expect(formatNumber(0.123456, 6)).toBe('0.123456'))
  test('a lower bound says so', () => expect(formatAtLeast(412, true)).toBe('≥ 412'))
  test('one and many', () => {
    expect(formatCount(1, 'node')).toBe('1 node')
    expect(formatCount(1_200, 'policy', 'policies')).toBe('1,200 policies')
  })
})

describe('percent never flatters', () => {
  test.each([
    [0.6999, 'high', 0, '70 %'],
    [0.7, 'high', 0, '70 %'],
    [0.29, 'low', 0, '29 %'],
    [0.57, 'high', 0, '57 %'],
    [0.8241, 'high', 1, '82.5 %'],
    [0.9999, 'low', 1, '99.9 %'],
    [1, 'low', 2, '100.00 %'],
    [0, 'high', 0, '0 %'],
    [0.001, 'high', 0, '1 %'],
  ] as const)('%d, bad when %s', (ratio, badWhen, decimals, text) =>
    expect(formatPercent(ratio, badWhen, decimals)).toBe(text),
  )

  test('rounding always goes to the bad side, by less than one step', () => {
    const rounding = fc.property(
      fc.double({ min: 0, max: 200, noNaN: true }),
      fc.integer({ min: 0, max: 3 }),
      (value, decimals) => {
        const step = 10 ** -decimals
        const high = roundToBad(value, 'high', decimals)
        const low = roundToBad(value, 'low', decimals)
        expect(high).toBeGreaterThanOrEqual(value - 1e-8)
        expect(high - value).toBeLessThan(step + 1e-8)
        expect(low).toBeLessThanOrEqual(value + 1e-8)
        expect(value - low).toBeLessThan(step + 1e-8)
      },
    )
    fc.assert(rounding, { seed: 1 })
  })

  test('number and unit can be set apart', () => {
    expect(percentOf(0.5)).toEqual({ number: '50', unit: '%' })
    expect(percentOf(null)).toEqual({ number: '—', unit: '' })
    expect(quantityText(rateOf(412))).toBe('412/s')
  })
})

describe('bytes, 1 KB = 1,000 B', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 KB'],
    [45_000, '45 KB'],
    [190_000, '190 KB'],
    [999_499, '999 KB'],
    [999_500, '1.0 MB'],
    [1_200_000_000, '1.2 GB'],
    [7_800_000_000, '7.8 GB'],
    [9.96e9, '10 GB'],
    [2e18, '2,000 PB'],
  ])('%d', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
  test('apart', () => expect(bytesOf(134_000)).toEqual({ number: '134', unit: 'KB' }))
})

test.each([
  [412.3, '412/s'],
  [0, '0/s'],
  [5.4, '5.4/s'],
  [9.96, '10/s'],
  [1_200, '1,200/s'],
])('rate %d', (rate, text) => expect(formatRate(rate)).toBe(text))

describe('durations', () => {
  test.each([
    [0, '0 ms'],
    [350.9, '350 ms'],
    [19_999, '19 s'],
    [259_000, '4 min 19 s'],
    [360_000, '6 min'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
    [-5, '0 ms'],
  ])('%d ms', (ms, text) => expect(formatDuration(ms)).toBe(text))

  test.each([
    [45_900, '45 s'],
    [419_000, '6 min'],
    [3 * 3_600_000, '3 h'],
    [50 * 3_600_000, '2 d'],
  ])('%d ms roughly', (ms, text) => expect(formatRoughly(ms)).toBe(text))

  test.each([
    [689_000, '11:29'],
    [1, '0:01'],
    [0, '0:00'],
    [3_725_000, '1:02:05'],
  ])('%d ms counted down', (ms, text) => expect(formatCountdown(ms)).toBe(text))

  test.each([
    [300, '0.3 s'],
    [301, '0.4 s'],
    [9_900, '9.9 s'],
    [9_950, '10 s'],
    [240_000, '4 min'],
    [-3, '0.0 s'],
  ])('%d ms of age', (ms, text) => expect(formatAge(ms)).toBe(text))
})

describe('clocks', () => {
  test('UTC by default, the chosen zone when given', () => {
    expect(formatClock(AT)).toBe('14:03:22')
    expect(formatTime(AT, 'Europe/Berlin')).toBe('15:03')
    expect(formatClockWithUtc(AT, 'Europe/Berlin')).toBe('15:03:22 (14:03:22 UTC)')
    expect(formatClockWithUtc(AT)).toBe('14:03:22 UTC')
  })
  test('midnight is 00, and days follow the zone', () => {
    const midnight = Date.UTC(2026, 10, 9, 0, 4)
    expect(formatTime(midnight)).toBe('00:04')
    expect(formatDayTime(midnight, 'America/New_York')).toBe('8 Nov 19:04')
    expect(formatDay(AT)).toBe('Saturday 21 November')
  })
  test('an unknown zone is drawn as UTC', () => {
    expect(isTimeZone('Mars/Olympus')).toBe(false)
    expect(formatClock(AT, 'Mars/Olympus')).toBe('14:03:22')
  })
  test('the clock that puts hours back is told by UTC', () => {
    const before = Date.UTC(2026, 9, 25, 0, 30)
    expect(formatClock(before, 'Europe/Berlin')).toBe(formatClock(before + 3_600_000, 'Europe/Berlin'))
    expect(formatClockWithUtc(before, 'Europe/Berlin')).not.toBe(
      formatClockWithUtc(before + 3_600_000, 'Europe/Berlin'),
    )
  })
})

describe('words', () => {
  test.each([
    [[], ''],
    [['ws-2'], 'ws-2'],
    [['ws-2', 'ws-3'], 'ws-2 and ws-3'],
    [['a', 'b', 'c'], 'a, b and c'],
    [['a', 'b', 'c', 'd'], 'a, b and 2 more'],
  ])('%j', (names, text) => expect(listOf(names)).toBe(text))
  test('a short list', () => expect(listOf(['a', 'b', 'c'], 2)).toBe('a and 2 more'))
  test('numbers', () => expect([numberWord(0), numberWord(4), numberWord(48)]).toEqual(['no', 'four', '48']))
  test('capitals', () => expect(sentenceCase('on-call')).toBe('On-call'))
})
