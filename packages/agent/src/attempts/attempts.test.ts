import { expect, test } from 'vitest'
import { Attempts } from './attempts.ts'

/** Runs the ticker as a healthy loop would. */
function run(attempts: Attempts, fromMs: number, toMs: number): void {
  for (let at = fromMs; at <= toMs; at += 50) attempts.touch(at)
}

test('A3: a process that was stopped comes back without a false burst', () => {
  const attempts = new Attempts()
  run(attempts, 0, 1_000)
  // 20 attempts a second arrive while the process is stopped for 5 s, and are all accepted in the same moment.
  let burst = false
  for (let i = 0; i < 100; i++) burst = attempts.record('unknown', 6_000) || burst
  expect(burst).toBe(false)
  expect(attempts.burst.holds(6_000)).toBe(false)
  const { unknown } = attempts.ring.series(0, 6_000)
  expect(unknown.slice(11, 60)).toEqual(new Array(49).fill(null))
  expect(unknown[60]).toBe(100)
})

test('A3: after the queue is through, times are exact again', () => {
  const attempts = new Attempts()
  run(attempts, 0, 1_000)
  attempts.touch(6_000)
  run(attempts, 6_050, 6_300)
  let completed = 0
  for (let i = 0; i < 60; i++) if (attempts.record('reconnect', 6_300 + i)) completed++
  expect(completed).toBe(11)
})

test('A4: planned returns are counted apart and are no burst', () => {
  const attempts = new Attempts()
  for (let i = 0; i < 200; i++) expect(attempts.record('planned', 10)).toBe(false)
  expect(attempts.ring.lastSecond).toBe(0)
  expect(attempts.byClass.planned).toBe(200)
})

test('A5: the largest second of five minutes stays readable, with its end', () => {
  const attempts = new Attempts()
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
  for (let i = 0; i < 50; i++) attempts.record('unknown', 99 + i * 20)
  expect(attempts.burst.lastAtMs).toBe(99 + 49 * 20)
  expect(attempts.peak.read(2_000).perSecond).toBe(50)
})
