import { BACKOFF } from '@stormdeck/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_GROWTH, returnDelay, type Situation } from './delay.ts'

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const calm: Situation = { windowMs: undefined, retryAfterMs: null, refusals: 0, retries: 0, unanswered: 0 }

const aWindow = fc.integer({ min: 5_000, max: 3_600_000 })

test('C2 with a window the delay lies in [0, W], however many returns were planned', () => {
  fc.assert(
    fc.property(aWindow, fc.nat(1_000), unit, (windowMs, retries, u) => {
      const { ms, why } = returnDelay({ ...calm, windowMs, retries }, 0, () => u)
      expect(why).toBe('window')
      expect(ms).toBeGreaterThanOrEqual(0)
      expect(ms).toBeLessThanOrEqual(windowMs)
    }),
  )
})

test('C3 after an unanswered attempt the gap is a little more than the window, and never grows', () => {
  fc.assert(
    fc.property(aWindow, fc.integer({ min: 1, max: 6 }), unit, (windowMs, unanswered, u) => {
      const { ms, why } = returnDelay({ ...calm, windowMs, unanswered }, 0, () => u)
      const shortest = Math.max(windowMs, 40_000 / 6)
      expect(why).toBe('window')
      expect(ms).toBeGreaterThanOrEqual(shortest)
      expect(ms).toBeLessThanOrEqual(1.1 * shortest + 1e-6)
    }),
  )
})

test('C2 is uniform: each tenth of the window gets a tenth', () => {
  let state = 42
  const random = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
  const tenths = new Array<number>(10).fill(0)
  const n = 100_000
  for (let i = 0; i < n; i++) {
    const { ms } = returnDelay({ ...calm, windowMs: 36_000 }, 0, random)
    const tenth = Math.floor(ms / 3_600)
    tenths[tenth] = (tenths[tenth] ?? 0) + 1
  }
  // chi-squared with 9 degrees of freedom: 27.9 is the 99.9 % point
  const chi = tenths.reduce((sum, seen) => sum + (seen - n / 10) ** 2 / (n / 10), 0)
  expect(chi).toBeLessThan(27.9)
})

test('C4 without a window F30 holds: grows by 1.5 to 30 s, and a second of jitter', () => {
  fc.assert(
    fc.property(fc.nat(50), unit, (retries, u) => {
      const { ms, why } = returnDelay({ ...calm, retries }, 0, () => u)
      const grown = Math.min(BACKOFF.baseMs * BACKOFF.factor ** retries, BACKOFF.maxMs)
      expect(why).toBe('backoff')
      expect(ms).toBeGreaterThanOrEqual(grown)
      expect(ms).toBeLessThanOrEqual(grown + BACKOFF.jitterMs)
    }),
  )
})

test('C5 a refusal adds the time asked for, and doubles the window to at most eight times', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5_000, max: 600_000 }),
      fc.integer({ min: 1, max: 100 }),
      fc.option(fc.nat(600_000)),
      unit,
      (windowMs, refusals, retryAfterMs, u) => {
        const { ms, why } = returnDelay({ ...calm, windowMs, refusals, retryAfterMs }, 0, () => u)
        const asked = retryAfterMs ?? 0
        expect(why).toBe('refused')
        expect(ms).toBeGreaterThanOrEqual(asked)
        expect(ms).toBeLessThanOrEqual(asked + windowMs * Math.min(2 ** (refusals - 1), MAX_GROWTH))
      },
    ),
  )
})

test('C6 a planned ticket is used within its time, and forgotten after it', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(60_000), fc.nat(300_000), unit, (opensIn, spanMs, now, u) => {
      const ticket = { value: 't', opensAt: opensIn + 1, until: opensIn + 1 + spanMs }
      const { ms, why } = returnDelay({ ...calm, windowMs: 5_000, ticket }, now, () => u)
      if (now > ticket.until) expect(why).toBe('window')
      else {
        expect(why).toBe('ticket')
        expect(now + ms).toBeGreaterThanOrEqual(ticket.opensAt)
        expect(now + ms).toBeLessThanOrEqual(ticket.until)
      }
    }),
  )
})
