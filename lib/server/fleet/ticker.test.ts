import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startTicker, type Ticker } from './ticker.ts'

let looks: { at: number; early: boolean }[] = []
let errors: unknown[] = []
let ticker: Ticker
beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  looks = []
  errors = []
  ticker = startTicker(
    early => looks.push({ at: Date.now(), early }),
    { mono: () => Date.now() },
    error => errors.push(error),
  )
})
afterEach(() => {
  ticker.stop()
  vi.useRealTimers()
})

it('looks once a second, and at once when asked, at most each 100 ms', () => {
  vi.advanceTimersByTime(2_000)
  expect(looks).toEqual([
    { at: 1_000, early: false },
    { at: 2_000, early: false },
  ])
  vi.advanceTimersByTime(300)
  for (let i = 0; i < 5; i++) ticker.soon()
  vi.advanceTimersByTime(1)
  ticker.soon()
  vi.advanceTimersByTime(200)
  expect(looks.slice(2)).toEqual([
    { at: 2_300, early: true },
    { at: 2_400, early: true },
  ])
})

it('looks when it was asked for later, and the last word counts', () => {
  ticker.after(700)
  ticker.after(400)
  vi.advanceTimersByTime(999)
  expect(looks).toEqual([{ at: 400, early: true }])
  ticker.after(500)
  ticker.stop()
  vi.advanceTimersByTime(5_000)
  expect(looks).toHaveLength(1)
})

it('judges nothing after the process stood still, until agents were read again', () => {
  vi.advanceTimersByTime(1_000)
  vi.setSystemTime(60_000)
  vi.advanceTimersByTime(1_000)
  expect(looks).toHaveLength(1)
  vi.advanceTimersByTime(2_000)
  expect(looks.length).toBeGreaterThan(1)
  expect(looks[1]?.at).toBeGreaterThanOrEqual(62_000)
})

it('goes on after a look that failed', () => {
  ticker.stop()
  const failing = startTicker(
    () => {
      throw new Error('odd')
    },
    { mono: () => Date.now() },
    error => errors.push(error),
  )
  vi.advanceTimersByTime(3_000)
  failing.stop()
  expect(errors).toHaveLength(3)
})
