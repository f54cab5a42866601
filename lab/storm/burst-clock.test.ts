import { expect, test } from 'vitest'
import { BurstClock } from './burst-clock.ts'

test('names the attempt that makes it 50 within a second, once', () => {
  const bursts: number[] = []
  const clock = new BurstClock(at => bursts.push(at))
  for (let i = 0; i < 120; i++) clock.attempt(i * 10)
  expect(bursts).toEqual([490])
})

test('49 within a second are none, and 50 over exactly a second neither', () => {
  const bursts: number[] = []
  const clock = new BurstClock(at => bursts.push(at))
  for (let i = 0; i < 49; i++) clock.attempt(0)
  clock.attempt(1_000)
  expect(bursts).toEqual([])
  clock.attempt(1_000)
  expect(bursts).toEqual([])
})

test('a later burst is a new one', () => {
  const bursts: number[] = []
  const clock = new BurstClock(at => bursts.push(at), 3, 100)
  for (const at of [0, 1, 2, 500, 501, 502]) clock.attempt(at)
  expect(bursts).toEqual([2, 502])
})
