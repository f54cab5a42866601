import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BucketAlignment } from './bucket-alignment.ts'
import { receivedAt } from './test/received-sample.ts'

/** An agent whose bucket 0 began at `startedAt`, read once a second with the given delays on the way. */
function shifts(startedAt: number, delays: readonly number[], boot = 'b'): number[] {
  const alignment = new BucketAlignment()
  return delays.map((delayMs, second) => {
    const sentAt = startedAt + 1_000 * (second + 1) + 37
    const newest = Math.floor((sentAt - startedAt) / 100)
    const newestAgeMs = (sentAt - startedAt) % 100
    return alignment.shift(boot, newest, receivedAt(sentAt + delayMs), newestAgeMs)
  })
}

it('places a bucket where it was, and never more than one beside it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_750_000_000_000, max: 1_750_000_100_000 }),
      fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 5, maxLength: 40 }),
      (startedAt, delays) => {
        for (const shift of shifts(startedAt, delays))
          expect(Math.abs(shift - startedAt / 100)).toBeLessThanOrEqual(1.5)
      },
    ),
  )
})

it('keeps the grid while answers are late by chance', () => {
  const told = shifts(1_750_000_000_000, [5, 80, 400, 3, 900, 20, 60])
  expect(new Set(told).size).toBe(1)
})

it('begins anew with another boot of the agent', () => {
  const alignment = new BucketAlignment()
  expect(alignment.shift('a', 10, receivedAt(2_000), 0)).toBe(10)
  expect(alignment.shift('b', 0, receivedAt(3_000), 0)).toBe(30)
})

it('moves with our wall clock when that is set, back or forward', () => {
  for (const stepMs of [-1_500, -3_600_000, 3_000, 3_600_000]) {
    const alignment = new BucketAlignment()
    expect(alignment.shift('b', 10, receivedAt(5_000_000), 0)).toBe(49_990)
    const late = { at: 5_001_000 + stepMs + 400, mono: 5_001_400, askedMono: 5_000_000 }
    expect(alignment.shift('b', 20, late, 0)).toBe(49_990 + stepMs / 100)
  }
})

it('begins anew when the machine of the agent was paused, and its clock with it', () => {
  for (const pausedMs of [2_000, 60_000, 3_600_000]) {
    const alignment = new BucketAlignment()
    for (let second = 1; second <= 10; second++)
      expect(alignment.shift('b', second * 10, receivedAt(second * 1_000 + 100), 0)).toBe(1)
    const shift = alignment.shift('b', 110, receivedAt(11_100 + pausedMs), 0)
    expect(shift).toBe(1 + pausedMs / 100)
  }
})

it('keeps its place over an answer whose newest bucket is older than an answer can say', () => {
  const alignment = new BucketAlignment()
  expect(alignment.shift('b', 10, receivedAt(1_100), 100)).toBe(0)
  // The loop stood still for 2 s and has not begun a bucket since.
  expect(alignment.shift('b', 10, receivedAt(3_100, 0), 100)).toBe(0)
})

it.each([-1, 1])('follows a clock that drifts by %i ms a second', drift => {
  const alignment = new BucketAlignment()
  let last = 0
  // After 1,000 s its buckets are 1 s ahead, or behind.
  for (let second = 1; second <= 1_000; second++) {
    const agentMs = second * (1_000 - drift)
    last = alignment.shift('b', Math.floor(agentMs / 100), receivedAt(second * 1_000), agentMs % 100)
  }
  expect(Math.abs(last - drift * 10)).toBeLessThanOrEqual(2)
})
