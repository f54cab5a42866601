import type * as Detectors from '../detector.ts'
import type { Stream } from './streams.ts'

/** The detector module under test: the one that ships, or one that was changed on purpose. */
export type DetectorModule = Pick<
  typeof Detectors,
  'createDetector' | 'judge' | 'noteBurst' | 'observe' | 'observeSecond'
>

/** All streams begin here; a whole number of buckets, and nothing special otherwise. */
export const START = 1_750_000_000_000

/** Counts of a stream in buckets of 100 ms, up to and including the one that holds `untilMs`, which is still filling. */
export function bucketCounts({ times }: Pick<Stream, 'times'>, untilMs: number): number[] {
  const counts = new Array<number>(Math.floor(untilMs / 100) + 1).fill(0)
  for (const time of times) {
    if (time > untilMs) continue
    const bucket = Math.floor(time / 100)
    counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  return counts
}

/**
 * Plays a stream as an agent sends it: every 100 ms, at the given phase, the bucket before and the one that is still
 * filling; then asks `look` with the moment, in ms from the start.
 */
export function play(
  module: DetectorModule,
  stream: Stream,
  phaseMs: number,
  look: (detector: Detectors.Detector, nowMs: number) => void,
): void {
  const detector = module.createDetector()
  let next = 0
  const counts: number[] = []
  for (let nowMs = phaseMs; nowMs < stream.lengthMs; nowMs += 100) {
    while (next < stream.times.length && (stream.times[next] ?? 0) <= nowMs) {
      const bucket = Math.floor((stream.times[next] ?? 0) / 100)
      counts[bucket] = (counts[bucket] ?? 0) + 1
      next += 1
    }
    const newest = Math.floor(nowMs / 100)
    for (let bucket = Math.max(0, newest - 1); bucket <= newest; bucket++)
      module.observe(detector, { fromMs: START + bucket * 100, count: counts[bucket] ?? 0 })
    look(detector, nowMs)
  }
}

/** Gives a detector whole buckets of the same count, and returns the moment after the last. */
export function steady(
  module: DetectorModule,
  detector: Detectors.Detector,
  fromMs: number,
  buckets: number,
  count: number | null,
  sample: { planned?: number; lowerBound?: boolean } = {},
): number {
  for (let i = 0; i < buckets; i++) module.observe(detector, { fromMs: fromMs + i * 100, count, ...sample })
  return fromMs + buckets * 100
}
