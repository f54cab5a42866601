import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Burst } from './burst.ts'
import { BurstVerdicts } from './burst-verdicts.ts'

const THRESHOLD = 50
const WINDOW_MS = 1_000

/** The textbook: all times, filtered. */
const inWindow = (times: number[], nowMs: number) =>
  times.filter(at => nowMs < at + WINDOW_MS && at <= nowMs).length

/** Streams that cross the threshold within two attempts: groups of 48 to 52 attempts inside about a second. */
const nearThreshold = fc
  .array(
    fc.tuple(
      fc.integer({ min: 48, max: 52 }),
      fc.integer({ min: 990, max: 1_010 }),
      fc.integer({ min: 0, max: 2_000 }),
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map(groups => {
    const gaps: number[] = []
    for (const [count, span, pause] of groups) {
      gaps.push(pause)
      for (let i = 1; i < count; i++) gaps.push(span / (count - 1))
    }
    return gaps
  })
const anyStream = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 400 })

test('A1: agrees with the array of all times, to the attempt', () => {
  fc.assert(
    fc.property(fc.oneof(nearThreshold, anyStream, anyStream), gaps => {
      const burst = new Burst(THRESHOLD, WINDOW_MS)
      const times: number[] = []
      let nowMs = 0
      for (const gap of gaps) {
        nowMs += gap
        times.push(nowMs)
        const expected = inWindow(times, nowMs) >= THRESHOLD
        expect(burst.add(nowMs)).toBe(expected)
        expect(burst.holds(nowMs)).toBe(expected)
      }
      for (const later of [1, 500, 999, 1_000, 1_001]) {
        expect(burst.holds(nowMs + later)).toBe(inWindow(times, nowMs + later) >= THRESHOLD)
      }
    }),
    { numRuns: 500 },
  )
})

test('A1: 50 attempts within 999 ms are a burst, 50 over 1,000 ms and 49 at once are none', () => {
  const spread = (count: number, spanMs: number) => {
    const burst = new Burst(THRESHOLD, WINDOW_MS)
    let completed = false
    for (let i = 0; i < count; i++) completed = burst.add((i * spanMs) / (count - 1))
    return completed
  }
  expect(spread(50, 999)).toBe(true)
  expect(spread(50, 1_000)).toBe(false)
  expect(spread(49, 0)).toBe(false)
})

test('A3: what queued during a standstill is a burst only where it had to be one', () => {
  const afterStall = (attempts: number, stallMs: number) => {
    const burst = new Burst(THRESHOLD, WINDOW_MS)
    let completed = false
    for (let i = 0; i < attempts; i++) completed = burst.add(stallMs, 0) || completed
    return completed
  }
  // 49 fit into every second of the standstill without a burst, and 49 more at its end.
  expect(afterStall(5 * 49, 5_000)).toBe(false)
  expect(afterStall(6 * 49, 5_000)).toBe(false)
  expect(afterStall(6 * 49 + 1, 5_000)).toBe(true)
})

test('A3: a date a whole window after another is outside of it, also where the sum of the two rounds down', () => {
  const burst = new Burst(2, WINDOW_MS)
  const beforeMs = 7_369.302374
  // The sum rounds to less than a window after: the difference of the two is 999.9999999999991.
  expect(beforeMs + WINDOW_MS - beforeMs).toBeLessThan(WINDOW_MS)
  burst.add(beforeMs)
  expect(burst.add(17_292.314827, 6_410.233355)).toBe(false)
  expect(burst.lastAtMs).toBeNull()
})

test('A3: dates after a standstill never make a burst that the true times could not have been', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 8_000 }), (attempts, stallMs) => {
      const burst = new Burst(THRESHOLD, WINDOW_MS)
      let completed = false
      for (let i = 0; i < attempts; i++) completed = burst.add(stallMs, 0) || completed
      // Pigeonhole: 49 at each of 0, 1000, 2000 … ms is the most without a burst.
      expect(completed).toBe(attempts > 49 * (Math.floor(stallMs / WINDOW_MS) + 1))
    }),
  )
})

test('A1: every threshold that is asked for is decided exactly, and names itself', () => {
  const verdicts = new BurstVerdicts(THRESHOLD, WINDOW_MS)
  for (const asked of [10, 120]) expect(verdicts.of(asked).threshold).toBe(asked)
  const completed = { 10: 0, 50: 0, 120: 0 }
  for (let i = 1; i <= 120; i++) {
    const { any } = verdicts.add(i, i)
    expect(any).toBe(i >= 10)
    for (const asked of [10, 50, 120] as const) if (verdicts.of(asked).holds(i)) completed[asked] ||= i
  }
  expect(completed).toEqual({ 10: 10, 50: 50, 120: 120 })
})

test('A1: a threshold asked for later knows what the usual one knows, and there are never many', () => {
  const verdicts = new BurstVerdicts(THRESHOLD, WINDOW_MS)
  for (let i = 0; i < 30; i++) verdicts.add(i, i)
  const twenty = verdicts.of(20)
  expect(twenty.holds(40)).toBe(true)
  expect([verdicts.of(1), verdicts.of(5_000), verdicts.of(50.5)].map(({ threshold }) => threshold)).toEqual([
    2, 1_000, 50,
  ])
  expect(verdicts.of(20)).toBe(twenty)
  for (let other = 100; other < 109; other++) verdicts.of(other)
  expect(verdicts.of(20)).not.toBe(twenty)
})

test('a threshold of one is refused', () => {
  expect(() => new Burst(1, WINDOW_MS)).toThrow('at least 2')
})
