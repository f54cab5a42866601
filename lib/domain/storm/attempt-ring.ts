import { BUCKET_MS, BUCKETS_KEPT, BUCKETS_PER_SECOND } from '@stormdeck/protocol'

/**
 * The last minute of attempts in 600 buckets of 100 ms. Constant memory (3 KB), O(1) per write. A bucket knows whether
 * it was observed at all, whether its count is a lower bound, and whether it came as a share of a one-second sample.
 */
export type AttemptRing = {
  /** Attempts × 10, so that a tenth of a one-second sample stays exact; {@link UNOBSERVED} otherwise. */
  tenths: Int32Array
  flags: Uint8Array
  /** Number of the newest bucket written (epoch ms ÷ 100); -1 before the first. */
  newest: number
}

export const UNOBSERVED = -1
export const TENTHS = 10
export const LOWER_BOUND = 1
export const COARSE = 2

const MAX_COUNT = Math.floor(0x7fffffff / TENTHS)

export function createAttemptRing(): AttemptRing {
  const ring = { tenths: new Int32Array(BUCKETS_KEPT), flags: new Uint8Array(BUCKETS_KEPT), newest: -1 }
  return forget(ring)
}

/** Empties the ring, as if nothing had ever been observed. */
export function forget(ring: AttemptRing): AttemptRing {
  ring.tenths.fill(UNOBSERVED)
  ring.flags.fill(0)
  ring.newest = -1
  return ring
}

/** Number of the bucket that covers an epoch ms. */
export const bucketAt = (epochMs: number): number => Math.floor(epochMs / BUCKET_MS)

/** Epoch ms at which a bucket ends. */
export const bucketEndMs = (bucket: number): number => (bucket + 1) * BUCKET_MS

/**
 * Writes one bucket; a later write replaces an earlier one. Too late (older than the ring is long) or not a bucket
 * number: ignored. `null`, and anything that is not a count, is "not observed".
 */
export function writeBucket(ring: AttemptRing, bucket: number, count: number | null, flags = 0): void {
  const known = count !== null && count >= 0
  write(ring, bucket, known ? Math.min(Math.round(count), MAX_COUNT) * TENTHS : UNOBSERVED, flags)
}

/** Writes a sample that covers ten buckets, a tenth to each, so that no window holds more than the larger neighbour. */
export function writeSecond(ring: AttemptRing, bucket: number, count: number | null, flags = 0): void {
  const known = count !== null && count >= 0
  const share = known ? Math.min(Math.round(count), MAX_COUNT) : UNOBSERVED
  for (let i = 0; i < BUCKETS_PER_SECOND; i++) write(ring, bucket + i, share, flags | COARSE)
}

function write(ring: AttemptRing, bucket: number, tenths: number, flags: number): void {
  if (!Number.isSafeInteger(bucket) || bucket < 0 || bucket <= ring.newest - BUCKETS_KEPT) return
  if (bucket > ring.newest) advance(ring, bucket)
  const slot = bucket % BUCKETS_KEPT
  ring.tenths[slot] = tenths
  ring.flags[slot] = flags
}

/** What lies between the newest bucket and a newer one has not been observed. */
function advance(ring: AttemptRing, to: number): void {
  const from = ring.newest < 0 ? to : Math.max(ring.newest + 1, to - BUCKETS_KEPT + 1)
  for (let bucket = from; bucket <= to; bucket++) {
    ring.tenths[bucket % BUCKETS_KEPT] = UNOBSERVED
    ring.flags[bucket % BUCKETS_KEPT] = 0
  }
  ring.newest = to
}
