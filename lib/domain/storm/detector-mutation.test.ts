import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DETECTOR_PROPERTIES } from './test/detector-properties.ts'
import type { DetectorModule } from './test/feed.ts'
import { type Laboratory, type Mutant, openLaboratory } from './test/mutants.ts'

const RUNS = 24

const MUTANTS: Mutant[] = [
  { name: '50 → 51', file: 'protocol/thresholds.ts', from: 'burstAttempts: 50', to: 'burstAttempts: 51' },
  { name: '50 → 49', file: 'protocol/thresholds.ts', from: 'burstAttempts: 50', to: 'burstAttempts: 49' },
  {
    name: '1,000 → 900 ms',
    file: 'protocol/thresholds.ts',
    from: 'burstWindowMs: 1_000',
    to: 'burstWindowMs: 900',
  },
  {
    name: '1,000 → 1,100 ms',
    file: 'protocol/thresholds.ts',
    from: 'burstWindowMs: 1_000',
    to: 'burstWindowMs: 1_100',
  },
  {
    name: '100/s → 101/s',
    file: 'protocol/thresholds.ts',
    from: 'sustainedPerSecond: 100',
    to: 'sustainedPerSecond: 101',
  },
  {
    name: '100/s → 99/s',
    file: 'protocol/thresholds.ts',
    from: 'sustainedPerSecond: 100',
    to: 'sustainedPerSecond: 99',
  },
  {
    name: '60 s → 59 s',
    file: 'protocol/thresholds.ts',
    from: 'sustainedWindowMs: 60_000',
    to: 'sustainedWindowMs: 59_000',
  },
  {
    name: 'burst now: ≥ → >',
    file: 'detector.ts',
    from: 'windows.burstCount >= thresholds.burstAttempts',
    to: 'windows.burstCount > thresholds.burstAttempts',
  },
  {
    name: 'burst in between: ≥ → >',
    file: 'windows.ts',
    from: 'if (burst >= burstTenths) windows.firstBurst',
    to: 'if (burst > burstTenths) windows.firstBurst',
  },
  {
    name: 'sustained: > → ≥',
    file: 'detector.ts',
    from: 'meanOverWindow > thresholds',
    to: 'meanOverWindow >= thresholds',
  },
  {
    name: 'the trailing edge of the burst window is off by one',
    file: 'windows.ts',
    from: 'at(i - burstBuckets)',
    to: 'at(i - burstBuckets - 1)',
  },
  {
    name: 'the trailing edge of the second is off by one',
    file: 'windows.ts',
    from: 'at(i - BUCKETS_PER_SECOND)',
    to: 'at(i - BUCKETS_PER_SECOND - 1)',
  },
  {
    name: 'the sustained window is off by one',
    file: 'windows.ts',
    from: 'left < sustainedBuckets',
    to: 'left < sustainedBuckets - 2',
  },
  {
    name: 'clearing after 10 s → 9 s',
    file: 'off-delay.ts',
    from: 'CLEARING_AFTER_MS = 10_000',
    to: 'CLEARING_AFTER_MS = 9_000',
  },
  {
    name: 'clearing after 10 s → 11 s',
    file: 'off-delay.ts',
    from: 'CLEARING_AFTER_MS = 10_000',
    to: 'CLEARING_AFTER_MS = 11_000',
  },
  {
    name: 'clearing: < → ≤',
    file: 'episode.ts',
    from: 'quietMs < CLEARING_AFTER_MS',
    to: 'quietMs <= CLEARING_AFTER_MS',
  },
  {
    name: 'same storm within 60 s → 50 s',
    file: 'off-delay.ts',
    from: 'SAME_STORM_MS = 60_000',
    to: 'SAME_STORM_MS = 50_000',
  },
  {
    name: 'same storm within 60 s → 61 s',
    file: 'off-delay.ts',
    from: 'SAME_STORM_MS = 60_000',
    to: 'SAME_STORM_MS = 61_000',
  },
  {
    name: 'a lower bound may end a storm',
    file: 'episode.ts',
    from: 'return covered && !windows.lowerBound',
    to: 'return covered',
  },
  {
    name: 'a lower bound is calm',
    file: 'detector.ts',
    from: 'tooOld || tooLittle || windows.lowerBound',
    to: 'tooOld || tooLittle',
  },
  { name: 'silence is calm', file: 'detector.ts', from: 'if (tooOld || tooLittle', to: 'if (tooLittle' },
  {
    name: 'silence ends a storm',
    file: 'episode.ts',
    from: 'return covered && !windows.lowerBound',
    to: 'return !windows.lowerBound',
  },
  {
    name: 'unobserved counts as zero',
    file: 'attempt-ring.ts',
    from: '* TENTHS : UNOBSERVED',
    to: '* TENTHS : 0',
  },
  { name: 'planned returns count', file: 'detector.ts', from: 'count - (planned ?? 0)', to: 'count' },
  {
    name: 'a bucket sent again is added',
    file: 'attempt-ring.ts',
    from: 'ring.tenths[slot] = tenths',
    to: 'ring.tenths[slot] = (ring.tenths[slot] ?? 0) + tenths',
  },
  {
    name: 'a gap keeps what was there a minute ago',
    file: 'attempt-ring.ts',
    from: 'ring.tenths[bucket % BUCKETS_KEPT] = UNOBSERVED',
    to: 'ring.newest = to',
  },
  {
    name: 'late buckets are dropped',
    file: 'attempt-ring.ts',
    from: 'bucket <= ring.newest - BUCKETS_KEPT',
    to: 'bucket < ring.newest',
  },
  {
    name: 'a clock that was set back keeps the future',
    file: 'detector.ts',
    from: '  forget(detector.ring)\n',
    to: '',
  },
  {
    name: 'a sample of 1 s is given to every bucket',
    file: 'attempt-ring.ts',
    from: 'Math.min(Math.round(count), MAX_COUNT) : UNOBSERVED',
    to: 'Math.min(Math.round(count), MAX_COUNT) * TENTHS : UNOBSERVED',
  },
  {
    name: 'an exact burst is believed again when told again',
    file: 'detector.ts',
    from: 'if (!told) ruleHeld',
    to: 'ruleHeld',
  },
]

let laboratory: Laboratory
beforeAll(async () => {
  laboratory = await openLaboratory()
})
afterAll(() => laboratory.close())

/** The first property that a module does not have. */
function broken(module: DetectorModule): string | null {
  for (const { name, check } of DETECTOR_PROPERTIES) {
    try {
      check(module, RUNS)
    } catch {
      return name
    }
  }
  return null
}

describe('the properties notice a changed detector', () => {
  test('an unchanged copy has them all', async () => {
    expect(broken(await laboratory.load(null))).toBeNull()
  }, 60_000)

  test.each(MUTANTS)(
    '$name',
    async mutant => {
      expect(broken(await laboratory.load(mutant)), 'no property failed').not.toBeNull()
    },
    60_000,
  )
})
