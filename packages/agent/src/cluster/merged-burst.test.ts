import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Burst } from '../attempts/burst.ts'
import { type BurstEvidence, MergedBurst } from './merged-burst.ts'

const THRESHOLD = 50
const WINDOW_MS = 1_000

/** A worker that counts attempts as an agent does, and reports them again and again. */
class Worker {
  readonly #burst = new Burst(THRESHOLD, WINDOW_MS)
  #seen = 0

  attempt(...times: number[]): this {
    for (const at of times) this.#burst.add(at)
    this.#seen += times.length
    return this
  }

  get evidence(): BurstEvidence {
    const { lastAtMs, holdsUntilMs } = this.#burst
    return {
      seen: this.#seen,
      times: this.#burst.times(),
      lastAtMs,
      holdsUntilMs: Number.isFinite(holdsUntilMs) ? holdsUntilMs : null,
    }
  }
}

const every = (count: number, fromMs: number, toMs: number) =>
  Array.from({ length: count }, (_, n) => fromMs + ((toMs - fromMs) * n) / (count - 1))

test('A1: 25 attempts in each of two workers within a second are a burst, once, and over a second they are none', () => {
  const within = new MergedBurst(THRESHOLD, WINDOW_MS)
  const first = new Worker().attempt(...every(25, 10_000, 10_400))
  const second = new Worker().attempt(...every(25, 10_500, 10_999))
  for (let nowMs = 11_000; nowMs < 14_000; nowMs += 100) {
    within.take(1, first.evidence, nowMs)
    within.take(2, second.evidence, nowMs)
    expect(within.lastAtMs).toBe(10_999)
  }
  const over = new MergedBurst(THRESHOLD, WINDOW_MS)
  over.take(1, first.evidence, 11_000)
  over.take(2, new Worker().attempt(...every(25, 10_500, 11_000)).evidence, 11_000)
  expect([over.lastAtMs, over.holds(11_000)]).toEqual([null, false])
})

test('A1: a burst of several workers holds until its oldest attempt is a second old', () => {
  const merged = new MergedBurst(THRESHOLD, WINDOW_MS)
  merged.take(1, new Worker().attempt(...every(25, 10_000, 10_100)).evidence, 10_200)
  expect(merged.holds(10_200)).toBe(false)
  merged.take(2, new Worker().attempt(...every(25, 10_050, 10_150)).evidence, 10_200)
  expect([10_200, 10_999, 11_000].map(at => merged.holds(at))).toEqual([true, true, false])
})

test('A1: any workers, any of whose reports are lost, have the verdict of all their attempts in one process', () => {
  const attempt = fc.record({
    gapMs: fc.integer({ min: 0, max: 45 }),
    worker: fc.integer({ min: 0, max: 2 }),
  })
  fc.assert(
    fc.property(
      fc.array(attempt, { maxLength: 400 }),
      fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }).filter(lost => lost.includes(false)),
      (attempts, lost) => {
        const merged = new MergedBurst(THRESHOLD, WINDOW_MS)
        const whole = new Burst(THRESHOLD, WINDOW_MS)
        const workers = [new Worker(), new Worker(), new Worker()]
        let nowMs = 5_000
        let reportAtMs = nowMs
        let report = 0
        const tell = (loses: boolean) => {
          for (const [n, { evidence }] of workers.entries())
            if (!loses || !lost[report++ % lost.length]) merged.take(n, evidence, nowMs)
        }
        for (const { gapMs, worker } of attempts) {
          nowMs += gapMs
          whole.add(nowMs)
          workers[worker]?.attempt(nowMs)
          if (nowMs < reportAtMs) continue
          // Six in a row are lost at most: nobody is silent for as long as a window.
          reportAtMs = nowMs + 50
          tell(true)
          if (whole.lastAtMs === null) expect(merged.lastAtMs).toBeNull()
        }
        tell(false)
        expect(merged.lastAtMs).toBe(whole.lastAtMs)
        for (const later of [0, 1, 500, 999, 1_000])
          expect(merged.holds(nowMs + later)).toBe(whole.holds(nowMs + later))
      },
    ),
    { numRuns: 300 },
  )
})

test('A3: what queued in a worker is a burst of its cluster where it is one alone', () => {
  const merged = new MergedBurst(THRESHOLD, WINDOW_MS)
  merged.take(1, { seen: 0, times: [], lastAtMs: 10_000, holdsUntilMs: 10_800 }, 10_100)
  expect([merged.lastAtMs, merged.holds(10_799), merged.holds(10_800)]).toEqual([10_000, true, false])
})

test('X8: a worker that takes the number of one that ended counts from nothing', () => {
  const merged = new MergedBurst(THRESHOLD, WINDOW_MS)
  merged.take(1, new Worker().attempt(...every(30, 9_900, 10_000)).evidence, 10_000)
  merged.forget(1)
  merged.take(1, new Worker().attempt(...every(20, 10_100, 10_200)).evidence, 10_200)
  expect(merged.lastAtMs).toBe(10_200)
})
