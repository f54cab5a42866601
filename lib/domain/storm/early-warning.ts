import { BUCKETS_KEPT, BUCKETS_PER_SECOND } from '@stormdeck/protocol'
import { type AttemptRing, TENTHS, UNOBSERVED } from './attempt-ring.ts'
import { type Cusum, createCusum, observeCusum } from './cusum.ts'

const KEPT_SECONDS = BUCKETS_KEPT / BUCKETS_PER_SECOND
/** A second is judged this long after its end, so that most late buckets are in. */
const SETTLE_BUCKETS = 3
/** A second with less of it observed says nothing. */
const MIN_OBSERVED = 8

/** Feeds a ring into CUSUM, second by second. */
export type EarlyWarning = {
  cusum: Cusum
  /** Number of the last second given (epoch s); `null` before the first. */
  upTo: number | null
}

export function createEarlyWarning(): EarlyWarning {
  return { cusum: createCusum(), upTo: null }
}

/** Takes every whole second that has settled since the last call, and tells whether the alarm is up. */
export function earlyWarning(warning: EarlyWarning, ring: AttemptRing): boolean {
  const settled = Math.floor((ring.newest - SETTLE_BUCKETS + 1) / BUCKETS_PER_SECOND) - 1
  const first = Math.max((warning.upTo ?? settled - KEPT_SECONDS) + 1, settled - KEPT_SECONDS + 2)
  for (let second = first; second <= settled; second++) {
    const attempts = attemptsIn(ring, second)
    if (attempts !== null) observeCusum(warning.cusum, attempts)
  }
  if (ring.newest >= 0) warning.upTo = Math.max(settled, warning.upTo ?? settled)
  return warning.cusum.alarm
}

function attemptsIn(ring: AttemptRing, second: number): number | null {
  let tenths = 0
  let observed = 0
  for (let bucket = second * BUCKETS_PER_SECOND; bucket < (second + 1) * BUCKETS_PER_SECOND; bucket++) {
    const count = ring.tenths[bucket % BUCKETS_KEPT] ?? UNOBSERVED
    if (count === UNOBSERVED) continue
    tenths += count
    observed += 1
  }
  return observed < MIN_OBSERVED ? null : tenths / TENTHS
}
