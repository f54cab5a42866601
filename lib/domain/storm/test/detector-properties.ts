import fc from 'fast-check'
import { expect } from 'vitest'
import type { StormVerdict } from '../storm-state.ts'
import { bucketCounts, type DetectorModule, play, START, steady } from './feed.ts'
import { stream, sustainedEdge } from './streams.ts'
import { attemptsWithin, textbookBurst, textbookSustained } from './textbook.ts'

/** Something that must hold of a detector, whichever module it comes from. Throws when it does not. */
export type DetectorProperty = { name: string; check(module: DetectorModule, runs: number): void }

const SEED = 20_260_314
const phase = fc.integer({ min: 0, max: 99 })

export const DETECTOR_PROPERTIES: DetectorProperty[] = [
  {
    name: 'a burst holds between the textbook rule at 0.9 s and at 1.0 s',
    check(module, runs) {
      const between = fc.property(stream, phase, (attempts, phaseMs) => {
        play(module, attempts, phaseMs, (detector, nowMs) => {
          const { burst, lastSecond } = module.judge(detector, START + nowMs)
          if (textbookBurst(attempts.times, nowMs, 900)) expect(burst).toBe(true)
          if (burst) expect(textbookBurst(attempts.times, nowMs, 1_000)).toBe(true)
          // Less than a second has been seen of the very first one.
          if (lastSecond === null) return expect(nowMs).toBeLessThan(1_000)
          expect(lastSecond).toBeGreaterThanOrEqual(attemptsWithin(attempts.times, nowMs, 900))
          expect(lastSecond).toBeLessThanOrEqual(attemptsWithin(attempts.times, nowMs, 1_000))
        })
      })
      fc.assert(between, { seed: SEED, numRuns: runs })
    },
  },
  {
    name: 'a burst that held between two looks is a storm all the same',
    check(module, runs) {
      const missed = fc.property(stream, phase, (attempts, phaseMs) => {
        const detector = module.createDetector()
        const untilMs = attempts.lengthMs + phaseMs
        const counts = bucketCounts(attempts, untilMs)
        counts.forEach((count, i) => {
          module.observe(detector, { fromMs: START + i * 100, count })
        })
        const { startedAt } = module.judge(detector, START + untilMs)
        const moments = counts.map((_, i) => i * 100 + 99)
        const surely = moments.some(now => textbookBurst(attempts.times, now, 900))
        const possibly = attempts.times.some(now => textbookBurst(attempts.times, now, 1_000))
        if (surely) expect(startedAt).not.toBeNull()
        if (startedAt !== null) expect(possibly).toBe(true)
      })
      fc.assert(missed, { seed: SEED, numRuns: runs })
    },
  },
  {
    name: 'the sustained rule holds between the textbook rule at 59.9 s and at 60.0 s',
    check(module, runs) {
      const between = fc.property(sustainedEdge, phase, (attempts, phaseMs) => {
        play(module, attempts, phaseMs, (detector, nowMs) => {
          if (nowMs < 59_000) return
          const { sustained } = module.judge(detector, START + nowMs)
          if (textbookSustained(attempts.times, nowMs, 59_900)) expect(sustained).toBe(true)
          if (sustained) expect(textbookSustained(attempts.times, nowMs, 60_000)).toBe(true)
        })
      })
      fc.assert(between, { seed: SEED, numRuns: Math.ceil(runs / 2) })
    },
  },
  {
    name: 'late, repeated and shuffled buckets end in the verdict of those in time',
    check(module, runs) {
      const order = fc.property(stream, fc.infiniteStream(fc.nat()), (attempts, luck) => {
        const counts = bucketCounts(attempts, attempts.lengthMs)
        const draw = () => luck.next().value ?? 0
        const sends = counts.flatMap((count, i) => [
          // First half filled, then whole; both at any time. The last word on a bucket is said last.
          { i, count: Math.floor(count / 2), rank: draw() },
          { i, count, rank: 2 ** 32 + draw() },
        ])
        sends.sort((a, b) => a.rank - b.rank)
        const inTime = module.createDetector()
        counts.forEach((count, i) => {
          module.observe(inTime, { fromMs: START + i * 100, count })
        })
        const late = module.createDetector()
        for (const { i, count } of sends) module.observe(late, { fromMs: START + i * 100, count })
        const now = START + attempts.lengthMs
        expect(module.judge(late, now)).toEqual(module.judge(inTime, now))
      })
      fc.assert(order, { seed: SEED, numRuns: runs })
    },
  },
  {
    name: 'a restart of the judge loses what it had seen and invents nothing',
    check(module, runs) {
      const restarted = fc.property(stream, fc.integer({ min: 0, max: 60 }), (attempts, lost) => {
        const detector = module.createDetector()
        const counts = bucketCounts(attempts, attempts.lengthMs)
        const kept = counts.slice(lost)
        kept.forEach((count, i) => {
          module.observe(detector, { fromMs: START + (lost + i) * 100, count })
        })
        const nowMs = attempts.lengthMs
        const seen = attempts.times.filter(time => time >= lost * 100)
        const verdict = module.judge(detector, START + nowMs)
        expect(verdict.observedMs).toBe(kept.length * 100)
        if (textbookBurst(seen, nowMs, 900)) expect(verdict.burst).toBe(true)
        if (verdict.burst) expect(textbookBurst(seen, nowMs, 1_000)).toBe(true)
      })
      fc.assert(restarted, { seed: SEED, numRuns: runs })
    },
  },
  {
    name: 'a clock that jumps makes no storm, and a storm is seen again within a second of it',
    check(module, runs) {
      const jumps = fc.property(
        fc.integer({ min: -7_200_000, max: 7_200_000 }).filter(jump => Math.abs(jump) > 3_000),
        fc.integer({ min: 1, max: 4 }),
        (jumpMs, rate) => {
          const detector = module.createDetector()
          let now = steady(module, detector, START, 300, rate)
          expect(module.judge(detector, now).state).toBe('calm')
          now = Math.round((now + jumpMs) / 100) * 100
          const jumped = module.judge(detector, now)
          expect([jumped.burst, jumped.sustained, jumped.startedAt]).toEqual([false, false, null])
          for (let i = 0; i < 30; i++) {
            now = steady(module, detector, now, 1, rate)
            expect(['calm', 'cannot-tell']).toContain(module.judge(detector, now).state)
          }
          expect(module.judge(detector, now).state).toBe('calm')
          now = steady(module, detector, now, 10, 6)
          expect(module.judge(detector, now).state).toBe('storm')
        },
      )
      fc.assert(jumps, { seed: SEED, numRuns: runs })
    },
  },
  {
    name: 'a storm clears 10 s after a rule last held, is over after 60 s, and a return before that is the same',
    check(module, runs) {
      const life = fc.property(
        fc.integer({ min: 50, max: 5_000 }),
        fc.integer({ min: 1, max: 900 }),
        (count, gapBuckets) => {
          const detector = module.createDetector()
          let now = steady(module, detector, START, 20, 0)
          now = steady(module, detector, now, 1, count)
          const first = module.judge(detector, now)
          expect(first).toMatchObject({ state: 'storm', burst: true, startedAt: now, since: now })
          // The burst window ends with the tenth bucket from its own, when it holds for the last time.
          const lastAboveMs = count > 1_000 ? 100 * 99 : 900
          let state = ''
          for (let i = 1; i <= gapBuckets; i++) {
            now = steady(module, detector, now, 1, 0)
            const quietMs = i * 100 - lastAboveMs
            const expected = quietMs < 10_000 ? 'storm' : quietMs < 60_000 ? 'clearing' : ''
            state = module.judge(detector, now).state
            if (expected !== '') expect(state).toBe(expected)
            else expect(['calm', 'suspected']).toContain(state)
          }
          const ended = gapBuckets * 100 - lastAboveMs >= 60_000
          now = steady(module, detector, now, 1, 60)
          const again = module.judge(detector, now)
          expect(again.state).toBe('storm')
          expect(again.startedAt).toBe(ended ? now : first.startedAt)
        },
      )
      fc.assert(life, { seed: SEED, numRuns: Math.ceil(runs / 2) })
    },
  },
  {
    name: 'what was not observed is never calm, and ends no storm',
    check(module, runs) {
      const unseen = fc.property(fc.integer({ min: 1, max: 590 }), fc.boolean(), (nulls, storm) => {
        const detector = module.createDetector()
        let now = steady(module, detector, START, 30, storm ? 20 : 1)
        expect(module.judge(detector, now).state).toBe(storm ? 'storm' : 'calm')
        for (let i = 0; i < nulls; i++) {
          now = steady(module, detector, now, 1, null)
          const { state, lastSecond, burst } = module.judge(detector, now)
          if (storm) expect(state).toBe('storm')
          else if (i * 100 > 5_000) expect(state).toBe('cannot-tell')
          if (i * 100 > 2_500) expect([lastSecond, burst]).toEqual([null, false])
        }
        now = steady(module, detector, now, 700, null)
        expect(module.judge(detector, now)).toMatchObject({
          state: 'cannot-tell',
          meanPerSecond: null,
          observedMs: 0,
        })
      })
      fc.assert(unseen, { seed: SEED, numRuns: Math.ceil(runs / 4) })
    },
  },
  {
    name: 'a lower bound is not calm, and no storm ends while it lasts',
    check(module, runs) {
      const hidden = fc.property(fc.integer({ min: 1, max: 1_500 }), fc.boolean(), (buckets, storm) => {
        const detector = module.createDetector()
        let now = steady(module, detector, START, 30, storm ? 20 : 1)
        module.judge(detector, now)
        for (let i = 0; i < buckets; i += 10) {
          now = steady(module, detector, now, 10, 0, { lowerBound: true })
          const { state, lowerBound } = module.judge(detector, now)
          expect([state, lowerBound]).toEqual([storm ? 'storm' : 'cannot-tell', true])
        }
        now = steady(module, detector, now, 101, 0)
        expect(module.judge(detector, now).state).not.toBe('cannot-tell')
        expect(module.judge(detector, now).state).not.toBe('storm')
      })
      fc.assert(hidden, { seed: SEED, numRuns: Math.ceil(runs / 4) })
    },
  },
  {
    name: 'planned returns do not count, those beyond them do',
    check(module, runs) {
      const planned = fc.property(
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 100 }),
        (ticketed, surplus) => {
          const detector = module.createDetector()
          const now = steady(module, detector, START, 20, 0)
          module.observe(detector, { fromMs: now, count: ticketed + surplus, planned: ticketed })
          const verdict = module.judge(detector, now + 100)
          expect(verdict.burst).toBe(surplus >= 50)
          expect(verdict.lastSecond).toBe(surplus)
        },
      )
      fc.assert(planned, { seed: SEED, numRuns: runs })
    },
  },
  {
    name: 'a sample of one second is judged exactly, and neighbours are never added up',
    check(module, runs) {
      const second = fc.oneof(fc.integer({ min: 48, max: 52 }), fc.integer({ min: 0, max: 300 }))
      const coarse = fc.property(fc.array(second, { minLength: 2, maxLength: 20 }), counts => {
        const detector = module.createDetector()
        let verdict: StormVerdict | null = null
        counts.forEach((count, i) => {
          module.observeSecond(detector, { fromMs: START + i * 1_000, count })
          verdict = module.judge(detector, START + (i + 1) * 1_000)
          expect(verdict).toMatchObject({ burst: count >= 50, lastSecond: count, resolutionMs: 1_000 })
          expect(verdict.startedAt !== null).toBe(counts.slice(0, i + 1).some(earlier => earlier >= 50))
        })
      })
      fc.assert(coarse, { seed: SEED, numRuns: runs })
    },
  },
  {
    name: 'quiet counts as quiet only where it was observed',
    check(module, runs) {
      const patchy = fc.property(fc.integer({ min: 2, max: 10 }), every => {
        const detector = module.createDetector()
        let now = steady(module, detector, START, 20, 9)
        expect(module.judge(detector, now).state).toBe('storm')
        // Of every so many buckets one is missing: less than a fifth may be.
        for (let i = 1; i <= 250; i++) now = steady(module, detector, now, 1, i % every === 0 ? null : 0)
        expect(module.judge(detector, now).state).toBe(every >= 5 ? 'clearing' : 'storm')
      })
      fc.assert(patchy, { seed: SEED, numRuns: runs })
    },
  },
  {
    name: 'a gap is a gap: nothing is known of it, and nothing of a minute ago stands in it',
    check(module, runs) {
      const part = fc.record({
        buckets: fc.integer({ min: 1, max: 400 }),
        count: fc.integer({ min: 0, max: 4 }),
        gap: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 1_300 })),
      })
      const gaps = fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), parts => {
        const detector = module.createDetector()
        const observed = new Map<number, number>()
        let bucket = 0
        for (const { buckets, count, gap } of parts) {
          steady(module, detector, START + bucket * 100, buckets, count)
          for (let i = 0; i < buckets; i++) observed.set(bucket + i, count)
          const last = bucket + buckets - 1
          const kept = [...observed].filter(([at]) => at > last - 600)
          const sum = kept.reduce((total, [, attempts]) => total + attempts, 0)
          const verdict = module.judge(detector, START + (last + 1) * 100)
          expect(verdict.observedMs).toBe(kept.length * 100)
          expect(verdict.meanPerSecond).toBeCloseTo((sum / kept.length) * 10, 6)
          bucket += buckets + gap
        }
      })
      fc.assert(gaps, { seed: SEED, numRuns: runs })
    },
  },
  {
    name: 'the exact verdict of an agent is believed once, however often it is told',
    check(module, runs) {
      const exact = fc.property(
        fc.integer({ min: 0, max: 400 }),
        fc.infiniteStream(fc.nat(400)),
        (quiet, jitter) => {
          const detector = module.createDetector()
          let now = steady(module, detector, START, 20 + quiet, 1)
          const burstAt = now - 530
          module.noteBurst(detector, burstAt)
          expect(module.judge(detector, now)).toMatchObject({
            state: 'storm',
            burst: true,
            startedAt: burstAt,
          })
          let ended = false
          for (let i = 0; i < 640; i++) {
            now = steady(module, detector, now, 1, 1)
            // The two clocks are aligned anew now and then, so the same burst comes with another time.
            module.noteBurst(detector, burstAt + (jitter.next().value ?? 0) + (ended ? 500 : 0))
            const { startedAt } = module.judge(detector, now)
            if (ended) expect(startedAt).toBeNull()
            ended = startedAt === null
          }
          expect(ended).toBe(true)
        },
      )
      fc.assert(exact, { seed: SEED, numRuns: Math.ceil(runs / 8) })
    },
  },
]
