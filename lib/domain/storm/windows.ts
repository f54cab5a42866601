import { BUCKET_MS, BUCKETS_KEPT, type StormThresholds } from '@stormdeck/protocol'
import { type AttemptRing, COARSE, LOWER_BOUND, TENTHS, UNOBSERVED } from './attempt-ring.ts'

/** Clearing is judged on this window beside the burst window, since a 60 s mean leaves slowly (detection.md). */
export const RECENT_WINDOW_MS = 10_000

/** What one pass over the ring shows. Counts are attempts; buckets are numbers as in {@link AttemptRing}. */
export type Windows = {
  /** Newest observed bucket; `null`: nothing observed within the minute. Every window "now" ends with it. */
  end: number | null
  /** Attempts in the burst window, in one second, and in the sustained window that end with `end`. */
  burstCount: number
  secondCount: number
  sustainedCount: number
  /** How many buckets of the last second, the recent window and the sustained window were observed. */
  secondObserved: number
  recentObserved: number
  sustainedObserved: number
  /** First and last bucket after `after` at whose end a burst (for the last: or a high recent mean) held. */
  firstBurst: number | null
  lastAbove: number | null
  /** Largest second that ended after `after`, and the bucket it ended with. */
  peakCount: number
  peakEnd: number | null
  /** A count of the recent window is a lower bound. */
  lowerBound: boolean
  /** The newest bucket came as a share of a one-second sample. */
  coarse: boolean
}

const nothing = (): Windows => ({
  end: null,
  burstCount: 0,
  secondCount: 0,
  sustainedCount: 0,
  secondObserved: 0,
  recentObserved: 0,
  sustainedObserved: 0,
  firstBurst: null,
  lastAbove: null,
  peakCount: 0,
  peakEnd: null,
  lowerBound: false,
  coarse: false,
})

const bucketsIn = (windowMs: number) => Math.max(1, Math.round(windowMs / BUCKET_MS))
const SECOND_BUCKETS = bucketsIn(1_000)
const RECENT_BUCKETS = bucketsIn(RECENT_WINDOW_MS)

/**
 * Reads every window of the last minute in one pass. A window ends with a bucket, so it is at most 100 ms shorter
 * than its name while the newest bucket is still filling, and never longer: from buckets alone nothing fires that the
 * textbook rule would not.
 * @param at bucket of the present moment, not before `ring.newest`
 * @param after windows that ended with this bucket or before are history already told
 */
export function readWindows(
  ring: AttemptRing,
  thresholds: StormThresholds,
  at: number,
  after: number,
): Windows {
  const windows = nothing()
  const first = Math.max(0, at - BUCKETS_KEPT + 1)
  let end = ring.newest
  while (end >= first && ring.tenths[end % BUCKETS_KEPT] === UNOBSERVED) end -= 1
  if (end < first) return windows
  windows.end = end
  windows.coarse = hasFlag(ring, end, COARSE)
  sweep(ring, thresholds, { first, end, after }, windows)
  readCoverage(ring, first, end, bucketsIn(thresholds.sustainedWindowMs), windows)
  return windows
}

function sweep(
  ring: AttemptRing,
  thresholds: StormThresholds,
  { first, end, after }: { first: number; end: number; after: number },
  windows: Windows,
): void {
  const burstBuckets = bucketsIn(thresholds.burstWindowMs)
  const burstTenths = thresholds.burstAttempts * TENTHS
  const recentTenths = thresholds.sustainedPerSecond * (RECENT_WINDOW_MS / 1_000) * TENTHS
  let burst = 0
  let second = 0
  let recent = 0
  let peak = -1
  for (let bucket = first; bucket <= end; bucket++) {
    const count = tenthsAt(ring, bucket, first)
    burst += count - tenthsAt(ring, bucket - burstBuckets, first)
    second += count - tenthsAt(ring, bucket - SECOND_BUCKETS, first)
    recent += count - tenthsAt(ring, bucket - RECENT_BUCKETS, first)
    if (bucket <= after) continue
    if (burst >= burstTenths) windows.firstBurst ??= bucket
    if (burst >= burstTenths || recent > recentTenths) windows.lastAbove = bucket
    if (second > peak) {
      peak = second
      windows.peakEnd = bucket
    }
  }
  windows.peakCount = Math.max(0, peak) / TENTHS
  windows.burstCount = burst / TENTHS
  windows.secondCount = second / TENTHS
}

function readCoverage(
  ring: AttemptRing,
  first: number,
  end: number,
  sustainedBuckets: number,
  into: Windows,
) {
  let sustained = 0
  for (let bucket = Math.max(first, end - sustainedBuckets + 1); bucket <= end; bucket++) {
    const recent = bucket > end - RECENT_BUCKETS
    if (recent && hasFlag(ring, bucket, LOWER_BOUND)) into.lowerBound = true
    const tenths = ring.tenths[bucket % BUCKETS_KEPT] ?? UNOBSERVED
    if (tenths === UNOBSERVED) continue
    sustained += tenths
    into.sustainedObserved += 1
    if (recent) into.recentObserved += 1
    if (bucket > end - SECOND_BUCKETS) into.secondObserved += 1
  }
  into.sustainedCount = sustained / TENTHS
}

/** What a bucket adds to a sum: nothing when it lies before `first` or was not observed. */
function tenthsAt(ring: AttemptRing, bucket: number, first: number): number {
  if (bucket < first) return 0
  const tenths = ring.tenths[bucket % BUCKETS_KEPT] ?? UNOBSERVED
  return tenths === UNOBSERVED ? 0 : tenths
}

function hasFlag(ring: AttemptRing, bucket: number, flag: number): boolean {
  return ((ring.flags[bucket % BUCKETS_KEPT] ?? 0) & flag) !== 0
}
