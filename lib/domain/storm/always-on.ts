import { STORM_THRESHOLDS, type StormThresholds } from '@stormdeck/protocol'

/** A rule that fires on an ordinary day, and the value that would not. */
export type AlwaysOn = {
  rule: 'burst' | 'sustained'
  /** What is ordinary: 99 of 100 windows hold no more. */
  p99: number
  threshold: number
  /** Rounded up to a number that people remember. */
  suggested: number
}

/** Fewer seconds than this are not "ordinary". Ten minutes. */
export const MIN_SECONDS = 600
/** Headroom over what is ordinary. */
const HEADROOM = 2
const MINUTE = 60

/**
 * Rules whose threshold lies at or below the ordinary p99 of a node ("rule always on here", detection.md).
 * @param seconds attempts by second, oldest first, of an ordinary time; `null`: not observed
 */
export function alwaysOn(
  seconds: readonly (number | null)[],
  thresholds: StormThresholds = STORM_THRESHOLDS,
): AlwaysOn[] {
  const known = seconds.filter(count => count !== null)
  if (known.length < MIN_SECONDS) return []
  const perSecond = thresholds.burstAttempts / (thresholds.burstWindowMs / 1_000)
  return [
    ...exceeded('burst', p99(known), perSecond, value => value >= perSecond),
    ...exceeded('sustained', p99(minuteMeans(known)), thresholds.sustainedPerSecond, value => {
      return value > thresholds.sustainedPerSecond
    }),
  ]
}

function exceeded(
  rule: AlwaysOn['rule'],
  ordinary: number,
  threshold: number,
  fires: (value: number) => boolean,
): AlwaysOn[] {
  return fires(ordinary) ? [{ rule, p99: ordinary, threshold, suggested: roundUp(ordinary * HEADROOM) }] : []
}

function minuteMeans(seconds: readonly number[]): number[] {
  const means: number[] = []
  let sum = 0
  seconds.forEach((count, i) => {
    sum += count - (i >= MINUTE ? (seconds[i - MINUTE] ?? 0) : 0)
    if (i >= MINUTE - 1) means.push(sum / MINUTE)
  })
  return means
}

/** Nearest rank. */
function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? 0
}

/** To 1, 1.5, 2, 3, 5 or 7 times a power of ten. */
function roundUp(value: number): number {
  const scale = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  const step = [1, 1.5, 2, 3, 5, 7, 10].find(candidate => candidate * scale >= value)
  return (step ?? 10) * scale
}
