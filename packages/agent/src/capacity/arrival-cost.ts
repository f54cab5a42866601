/** One second of a loop: sessions accepted, and the share of it that the loop was busy, 0 to 1. */
export type LoopSecond = { accepts: number; busyRatio: number }

/** From here on the loop is full: however many more had come, it could not have been busier. */
export const FULL_RATIO = 0.9
/** Fewer seconds with arrivals than these are one event and what followed it. */
const SECONDS_NEEDED = 3
/** No server accepts 100,000 a second: where arrivals seem to cost less, something else has changed. */
const MIN_COST_RATIO = 1e-5
/** Three outweigh the first two seconds of a process, which are busy with starting and have no arrivals. */
const IDLE = new Array<LoopSecond>(3).fill({ accepts: 0, busyRatio: 0 })

type Slope = { costRatio: number; weight: number }

/**
 * The share of a second that one arrival keeps the loop busy, as these seconds show it together; `null`: not shown.
 *
 * The slope of busy time over arrivals by Theil and Sen: the median of the slopes between every two seconds, weighted
 * by how much they differ in arrivals. A cold second, a garbage collection or a moment of a busy host does not move it.
 * Every second is also compared with idle ones: where arrivals hardly differ, all that kept the loop busy is charged to
 * them. That errs towards a cost too high and so a window too long, which ends; a window too short is a storm.
 */
export function arrivalCostRatio(seconds: readonly LoopSecond[]): number | null {
  if (seconds.filter(({ accepts }) => accepts > 0).length < SECONDS_NEEDED) return null
  const slopes = seconds.flatMap((second, i) =>
    [...IDLE, ...seconds.slice(0, i)].flatMap(other => slopeBetween(second, other) ?? []),
  )
  const cost = weightedMedian(slopes)
  return cost !== null && cost >= MIN_COST_RATIO ? cost : null
}

function slopeBetween(a: LoopSecond, b: LoopSecond): Slope | null {
  const weight = Math.abs(a.accepts - b.accepts)
  // Between two full seconds the slope is zero, whatever an arrival costs.
  if (weight === 0 || Math.min(a.busyRatio, b.busyRatio) > FULL_RATIO) return null
  return { costRatio: (a.busyRatio - b.busyRatio) / (a.accepts - b.accepts), weight }
}

function weightedMedian(slopes: Slope[]): number | null {
  slopes.sort((a, b) => a.costRatio - b.costRatio)
  const half = slopes.reduce((sum, { weight }) => sum + weight, 0) / 2
  let passed = 0
  for (const { costRatio, weight } of slopes) {
    passed += weight
    if (passed >= half) return costRatio
  }
  return null
}
