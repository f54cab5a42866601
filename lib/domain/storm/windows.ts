import {
  BUCKET_MS,
  BUCKETS_KEPT,
  BUCKETS_PER_SECOND,
  STALE_AFTER_MS,
  type StormThresholds,
} from '@stormdeck/protocol'
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
const RECENT_BUCKETS = bucketsIn(RECENT_WINDOW_MS)

/**
 * The minute as one straight line, oldest first, unobserved as 0, with as many zeros before it as the longest trailing
 * edge reaches back. One buffer for all: it is filled and read within one call.
 */
const MARGIN = BUCKETS_KEPT
const line = new Int32Array(MARGIN + BUCKETS_KEPT)

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
  // Data lag the clock by their transport; while they are fresh, the minute is the one that ends with them.
  const lag = Math.min(at - ring.newest, STALE_AFTER_MS / BUCKET_MS)
  const first = Math.max(0, at - lag - BUCKETS_KEPT + 1)
  let end = ring.newest
  while (end >= first && ring.tenths[end % BUCKETS_KEPT] === UNOBSERVED) end -= 1
  if (end < first) return windows
  windows.end = end
  windows.coarse = ((ring.flags[end % BUCKETS_KEPT] ?? 0) & COARSE) !== 0
  straighten(ring, first, end, bucketsIn(thresholds.sustainedWindowMs), windows)
  sweep(thresholds, { first, length: end - first + 1, after }, windows)
  return windows
}

/** Fills the line, and counts what was observed on the way. */
function straighten(
  ring: AttemptRing,
  first: number,
  end: number,
  sustainedBuckets: number,
  into: Windows,
): void {
  let slot = first % BUCKETS_KEPT
  let sustained = 0
  for (let bucket = first, i = MARGIN; bucket <= end; bucket++, i++) {
    const tenths = ring.tenths[slot] ?? UNOBSERVED
    const left = end - bucket
    if (left < RECENT_BUCKETS && ((ring.flags[slot] ?? 0) & LOWER_BOUND) !== 0) into.lowerBound = true
    line[i] = tenths === UNOBSERVED ? 0 : tenths
    if (tenths !== UNOBSERVED && left < sustainedBuckets) {
      sustained += tenths
      into.sustainedObserved += 1
      if (left < RECENT_BUCKETS) into.recentObserved += 1
      if (left < BUCKETS_PER_SECOND) into.secondObserved += 1
    }
    slot = slot + 1 === BUCKETS_KEPT ? 0 : slot + 1
  }
  into.sustainedCount = sustained / TENTHS
}

/** Slides the three windows along the line. */
function sweep(
  thresholds: StormThresholds,
  { first, length, after }: { first: number; length: number; after: number },
  windows: Windows,
): void {
  const burstBuckets = bucketsIn(thresholds.burstWindowMs)
  const burstTenths = thresholds.burstAttempts * TENTHS
  const recentTenths = thresholds.sustainedPerSecond * (RECENT_WINDOW_MS / 1_000) * TENTHS
  const at = (i: number) => line[i] ?? 0
  let burst = 0
  let second = 0
  let recent = 0
  let peak = -1
  for (let i = MARGIN; i < MARGIN + length; i++) {
    const count = at(i)
    burst += count - at(i - burstBuckets)
    second += count - at(i - BUCKETS_PER_SECOND)
    recent += count - at(i - RECENT_BUCKETS)
    const bucket = first + i - MARGIN
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
