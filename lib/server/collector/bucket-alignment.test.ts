import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BucketAlignment } from './bucket-alignment.ts'

/** An agent whose bucket 0 began at `startedAt`, read once a second with the given delays on the way. */
function shifts(startedAt: number, delays: readonly number[], boot = 'b'): number[] {
  const alignment = new BucketAlignment()
  return delays.map((delayMs, second) => {
    const sentAt = startedAt + 1_000 * (second + 1) + 37
    const newest = Math.floor((sentAt - startedAt) / 100)
    const newestAgeMs = (sentAt - startedAt) % 100
    return alignment.shift(boot, newest, sentAt + delayMs, newestAgeMs)
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

it('begins anew with another boot of the agent, and when our clock was set back', () => {
  const alignment = new BucketAlignment()
  expect(alignment.shift('a', 10, 2_000, 0)).toBe(10)
  expect(alignment.shift('b', 0, 3_000, 0)).toBe(30)
  expect(alignment.shift('b', 5, 1_500, 0)).toBe(10)
})

it('follows a clock that drifts', () => {
  const alignment = new BucketAlignment()
  let last = 0
  // An agent whose second is 1 ms shorter than ours: after 1,000 s its buckets are 1 s ahead.
  for (let second = 1; second <= 1_000; second++)
    last = alignment.shift('b', Math.floor(second * 10.01), second * 1_000, (second * 1_001) % 100)
  expect(Math.abs(last - -10)).toBeLessThanOrEqual(2)
})
