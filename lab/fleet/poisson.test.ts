import { expect, test } from 'vitest'
import { poisson } from './poisson.ts'

/** A small repeatable source of chance (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

test.each([0, 0.5, 5, 80])('has the mean and the variance %d', mean => {
  const random = seeded(7)
  const draws = Array.from({ length: 20_000 }, () => poisson(mean, random))
  const average = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  const variance = draws.reduce((sum, draw) => sum + (draw - average) ** 2, 0) / draws.length
  expect(Math.abs(average - mean)).toBeLessThanOrEqual(0.02 * mean)
  expect(Math.abs(variance - mean)).toBeLessThanOrEqual(0.06 * mean)
})
