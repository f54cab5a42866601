import { STORM_THRESHOLDS } from '@stormdeck/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Attempts } from './attempts.ts'

/** Runs the ticker as a healthy loop would. */
function run(attempts: Attempts, fromMs: number, toMs: number): void {
  for (let at = fromMs; at <= toMs; at += 50) attempts.touch(at)
}

/** An agent in a loop of which the test says how long it has waited. */
function inLoop() {
  const loop = { idleMs: 0 }
  const { burstAttempts, burstWindowMs } = STORM_THRESHOLDS
  return { loop, attempts: new Attempts(burstAttempts, burstWindowMs, () => loop.idleMs) }
}

/** The largest sum of ten buckets, and the sum of all. */
function sums(attempts: Attempts, nowMs: number): { largestSecond: number; total: number } {
  const counts = attempts.ring.series(0, nowMs).unknown.map(count => count ?? 0)
  const seconds = counts.map((_, end) =>
    counts.slice(Math.max(0, end - 9), end + 1).reduce((sum, count) => sum + count, 0),
  )
  return { largestSecond: Math.max(...seconds), total: counts.reduce((sum, count) => sum + count, 0) }
}

test('A3: a process that was stopped comes back without a false burst', () => {
  const { attempts } = inLoop()
  run(attempts, 0, 1_000)
  // 20 attempts a second arrive while the process is stopped for 5 s, and are all accepted in the same moment.
  let burst = false
  for (let i = 0; i < 100; i++) burst = attempts.record('unknown', 6_000) || burst
  attempts.outcome('accepted', 6_000)
  expect(burst).toBe(false)
  expect(attempts.burst.holds(6_000)).toBe(false)
  const { unknown, accepted } = attempts.ring.series(0, 6_000)
  for (const count of unknown.slice(11, 60)) expect(count).toBeLessThanOrEqual(2)
  expect(unknown[60]).toBeLessThanOrEqual(2)
  expect(accepted.slice(11, 61)).toEqual([...new Array(49).fill(null), 1])
  expect(sums(attempts, 6_000)).toEqual({ largestSecond: expect.toSatisfy(most => most <= 22), total: 100 })
  expect(attempts.peak.read(6_000).perSecond).toBeLessThanOrEqual(22)
})

test('A3: a backlog makes no more of a storm than its mean, in buckets, peak and verdict', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 300, max: 40_000 }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.constantFrom(0, 40, 700, 3_000),
      (stallMs, backlog, takenOverMs) => {
        const { attempts } = inLoop()
        run(attempts, 0, 1_000)
        const resumeMs = 1_000 + stallMs
        let nowMs = resumeMs
        for (let i = 0; i < backlog; i++) {
          nowMs = resumeMs + (takenOverMs * i) / backlog
          attempts.record('unknown', nowMs)
        }
        const { largestSecond, total } = sums(attempts, nowMs)
        const mean = backlog * Math.min(1, 1_000 / stallMs)
        expect(total).toBe(backlog)
        expect(largestSecond).toBeLessThanOrEqual(mean * 1.1 + 3)
        expect(attempts.peak.read(nowMs).perSecond).toBeLessThanOrEqual(Math.max(mean * 1.1 + 3, 50))
        // What cannot have been calm is still seen.
        if (mean >= 60 && takenOverMs < 100) expect(largestSecond).toBeGreaterThanOrEqual(50)
        if (backlog > 49 * (Math.floor((nowMs - 1_000) / 1_000) + 1))
          expect(attempts.burst.lastAtMs).not.toBeNull()
        if (mean < 40) expect(attempts.burst.lastAtMs).toBeNull()
      },
    ),
    { numRuns: 60 },
  )
})

test('A3: the queue lasts until the loop has waited, however long it takes to empty', () => {
  const { attempts, loop } = inLoop()
  run(attempts, 0, 1_000)
  // A full queue of 511, 6 ms each: three seconds of a loop that never waits.
  for (let i = 0; i < 511; i++) attempts.record('unknown', 21_000 + i * 6)
  expect(sums(attempts, 24_066).largestSecond).toBeLessThan(50)
  expect(attempts.burst.lastAtMs).toBeNull()
  for (let at = 24_100; at <= 24_500; at += 50) {
    loop.idleMs += 45
    attempts.touch(at)
  }
  for (let i = 0; i < 50; i++) attempts.record('unknown', 24_510 + i)
  expect(attempts.burst.holds(24_560)).toBe(true)
  expect(sums(attempts, 24_560).total).toBe(561)
})

test('A3: a reader that had gone past a bucket is sent it again when it has changed', () => {
  const { attempts } = inLoop()
  run(attempts, 0, 1_000)
  attempts.touch(6_000)
  expect(attempts.ring.series(60, 6_000).from).toBe(60)
  attempts.record('unknown', 6_010)
  const { from, unknown } = attempts.ring.series(60, 6_050)
  expect(from).toBeLessThan(60)
  expect(unknown[0]).toBe(1)
  expect(attempts.ring.series(Number.MAX_SAFE_INTEGER, 6_050).from).toBe(60)
  expect(attempts.ring.series(60, 16_010).from).toBe(60)
})

test('A3: after the queue is through, times are exact again', () => {
  const { attempts, loop } = inLoop()
  run(attempts, 0, 1_000)
  attempts.touch(6_000)
  for (let at = 6_050; at <= 6_300; at += 50) {
    loop.idleMs += 45
    attempts.touch(at)
  }
  let completed = 0
  for (let i = 0; i < 60; i++) if (attempts.record('reconnect', 6_300 + i)) completed++
  expect(completed).toBe(11)
  expect(attempts.ring.series(63, 6_360).reconnect).toEqual([60])
})

test('A3: times that were dated are not merged with those of other processes; those before the standstill are', () => {
  const { attempts, loop } = inLoop()
  run(attempts, 0, 1_000)
  for (let i = 0; i < 25; i++) attempts.record('unknown', 1_010)
  for (let i = 0; i < 40; i++) attempts.record('unknown', 6_000)
  expect(attempts.exact).toEqual({ seen: 25, times: new Array(25).fill(1_010) })
  for (let at = 6_050; at <= 6_400; at += 50) {
    loop.idleMs += 45
    attempts.touch(at)
  }
  attempts.record('unknown', 6_410)
  expect(attempts.exact).toEqual({ seen: 26, times: [...new Array(25).fill(1_010), 6_410] })
})

test('A4: planned returns are counted apart and are no burst', () => {
  const attempts = new Attempts()
  for (let i = 0; i < 200; i++) expect(attempts.record('planned', 10)).toBe(false)
  expect(attempts.ring.lastSecond).toBe(0)
  expect(attempts.byClass.planned).toBe(200)
})

test('A5: the largest second of five minutes stays readable, with its end', () => {
  const attempts = new Attempts()
  run(attempts, 0, 950)
  for (let i = 0; i < 70; i++) attempts.record('unknown', 1_000 + i)
  expect(attempts.peak.read(1_100)).toEqual({ perSecond: 70, atMs: 1_069 })
  run(attempts, 1_100, 200_000)
  attempts.record('unknown', 200_001)
  expect(attempts.peak.read(300_900).perSecond).toBe(70)
  expect(attempts.peak.read(301_000).perSecond).toBe(1)
  expect(attempts.peak.read(600_000)).toEqual({ perSecond: 0, atMs: null })
})

test('A5: a burst over the edges of buckets counts whole', () => {
  const attempts = new Attempts()
  run(attempts, 0, 50)
  for (let i = 0; i < 50; i++) attempts.record('unknown', 99 + i * 20)
  expect(attempts.burst.lastAtMs).toBe(99 + 49 * 20)
  expect(attempts.peak.read(2_000).perSecond).toBe(50)
})

test('A7: the most attempts in any 5 s of the last 5 min are kept, as a smaller burst must not hide them', () => {
  const { attempts } = inLoop()
  const arrive = (fromMs: number, toMs: number, everyMs: number) => {
    for (let at = fromMs; at < toMs; at += everyMs) attempts.record('firstTime', at)
  }
  run(attempts, 0, 10_000)
  expect(attempts.peak5s.read(10_000)).toBe(0)
  arrive(10_000, 16_000, 10)
  expect(attempts.peak5s.read(16_000)).toBe(500)
  run(attempts, 16_000, 60_000)
  arrive(60_000, 61_000, 10)
  attempts.record('planned', 61_000)
  expect(attempts.peak5s.read(61_000)).toBe(500)
  run(attempts, 61_000, 325_000)
  expect(attempts.peak5s.read(325_000)).toBe(100)
})

test('E1: what is counted from look to look came since the look before, however long it was quiet', () => {
  const { attempts } = inLoop()
  for (let at = 250; at <= 60_000; at += 250) attempts.look(at)
  let burst = false
  attempts.look(60_250)
  for (let n = 0; n < 500; n++) burst = attempts.record('unknown', 60_250) || burst
  expect(burst).toBe(true)
  const { from, unknown, accepted } = attempts.ring.series(0, 60_250)
  expect(from + unknown.length).toBe(603)
  expect(unknown.slice(0, -3)).toEqual(new Array(597).fill(0))
  expect(unknown.slice(-3).every(count => count !== null && count >= 166)).toBe(true)
  expect(accepted).toEqual(new Array(600).fill(0))
  expect(attempts.peak.read(60_250).perSecond).toBe(500)
})

test('E1: arrivals of two looks make no burst that they need not have been', () => {
  const { attempts } = inLoop()
  let burst = false
  for (let at = 250; at <= 5_000; at += 250) {
    attempts.look(at)
    if (at % 1_000 === 0) for (let n = 0; n < 40; n++) burst = attempts.record('unknown', at) || burst
  }
  expect(burst).toBe(false)
})
