import { expect, test } from 'vitest'
import { coveredMs, fullServiceRatio, serviceDays, timeToActMs } from './service-days.ts'

const DAY = 24 * 3_600_000
const MINUTE = 60_000
const today = 20_000
const now = today * DAY + 12 * 3_600_000
const at = (day: number, minutes: number) => (today + day) * DAY + minutes * MINUTE
const observedMinutes = new Map([
  [today, 720],
  [today - 1, 1_440],
  [today - 2, 1_440],
])
const loweredMinutes = new Map<number, number>()

test('a day nobody watched is unknown, not full', () => {
  const days = serviceDays({ storms: [], leases: [], observedMinutes, loweredMinutes }, now)
  expect(days).toHaveLength(30)
  expect(days.slice(-4).map(day => day.level)).toEqual(['unknown', 'full', 'full', 'full'])
  expect(days.at(-1)?.at).toBe(today * DAY)
})

test('an order degrades a day; a storm marks it, and its minutes are its own', () => {
  const storms = [{ from: at(-1, 10), to: at(-1, 20) }]
  const leases = [
    { from: at(-1, 15), to: at(-1, 30), tier: 2 as const, origin: 'person' as const },
    { from: at(-2, 0), to: at(-2, 5), tier: 3 as const, origin: 'policy' as const },
  ]
  const days = serviceDays({ storms, leases, observedMinutes, loweredMinutes }, now)
  expect(days.slice(-3).map(({ level, minutesDegraded }) => [level, minutesDegraded])).toEqual([
    ['degraded', 5],
    ['storm', 15],
    ['full', 0],
  ])
  expect(days.at(-2)?.minutesInStorm).toBe(10)
})

test('what goes on counts until now, and across midnight on both days', () => {
  const leases = [{ from: at(-1, 1_430), to: null, tier: 2 as const, origin: 'person' as const }]
  const days = serviceDays({ storms: [], leases, observedMinutes, loweredMinutes }, now)
  expect(days.slice(-2).map(day => day.minutesDegraded)).toEqual([10, 720])
})

test('tier 1 is no degradation', () => {
  const leases = [{ from: at(-1, 0), to: at(-1, 60), tier: 1 as const, origin: 'person' as const }]
  expect(serviceDays({ storms: [], leases, observedMinutes, loweredMinutes }, now).at(-2)?.level).toBe('full')
})

test('overlapping and nested spans are covered once', () => {
  const spans = [
    { from: 0, to: 100 },
    { from: 20, to: 30 },
    { from: 90, to: 150 },
    { from: 200, to: null },
  ]
  expect(coveredMs(spans, 0, 250)).toBe(200)
})

test('full service is a share of what was observed, and unknown when nothing was', () => {
  const leases = [{ from: at(0, 0), to: at(0, 36), tier: 2 as const, origin: 'person' as const }]
  const days = serviceDays(
    { storms: [{ from: at(-1, 0), to: at(-1, 60) }], leases, observedMinutes, loweredMinutes },
    now,
  )
  expect(fullServiceRatio(days)).toBeCloseTo(1 - 36 / 3_600, 10)
  expect(
    fullServiceRatio(
      serviceDays({ storms: [], leases: [], observedMinutes: new Map(), loweredMinutes }, now),
    ),
  ).toBeNull()
})

test("time to act is the median over storms that were answered by a person's order", () => {
  const storms = [0, 100, 200, 300].map(minute => ({ from: at(-1, minute), to: at(-1, minute + 10) }))
  const order = (minute: number) => ({
    from: at(-1, minute),
    to: null,
    tier: 2 as const,
    origin: 'person' as const,
  })
  expect(timeToActMs({ storms, leases: [order(1), order(103), order(205)] }, now)).toBe(3 * MINUTE)
  expect(timeToActMs({ storms, leases: [{ ...order(1), origin: 'policy' as const }] }, now)).toBeNull()
})

test('a day of which little was watched is not full, and today counts only what has passed of it', () => {
  const facts = { storms: [], leases: [], loweredMinutes }
  const levels = (minutes: [number, number][]) =>
    serviceDays({ ...facts, observedMinutes: new Map(minutes) }, now)
      .slice(-2)
      .map(day => day.level)
  expect(
    levels([
      [today - 1, 3],
      [today, 3],
    ]),
  ).toEqual(['partly', 'partly'])
  expect(
    levels([
      [today - 1, 1_430],
      [today, 717],
    ]),
  ).toEqual(['full', 'full'])
  expect(
    levels([
      [today - 1, 1_420],
      [today, 700],
    ]),
  ).toEqual(['partly', 'partly'])
})

test('minutes below full service without an order are degraded too, never more than the day has', () => {
  const leases = [{ from: at(-1, 0), to: at(-1, 10), tier: 2 as const, origin: 'policy' as const }]
  const lowered = new Map([
    [today - 2, 7],
    [today - 1, 5],
    [today, 2_000],
  ])
  const days = serviceDays({ storms: [], leases, observedMinutes, loweredMinutes: lowered }, now)
  expect(days.slice(-3).map(({ level, minutesDegraded }) => [level, minutesDegraded])).toEqual([
    ['degraded', 7],
    ['degraded', 15],
    ['degraded', 720],
  ])
})
