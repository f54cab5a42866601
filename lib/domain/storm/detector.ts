import {
  BUCKET_MS,
  NO_DATA_AFTER_MS,
  STALE_AFTER_MS,
  STORM_THRESHOLDS,
  type StormThresholds,
} from '@stormdeck/protocol'
import {
  type AttemptRing,
  bucketAt,
  bucketEndMs,
  createAttemptRing,
  forget,
  LOWER_BOUND,
  writeBucket,
  writeSecond,
} from './attempt-ring.ts'
import { createEarlyWarning, type EarlyWarning, earlyWarning } from './early-warning.ts'
import {
  createEpisode,
  type Episode,
  enterState,
  notePeak,
  restartEpisodeClock,
  ruleHeld,
  stormPhase,
} from './episode.ts'
import { SAME_STORM_MS } from './off-delay.ts'
import type { StormState, StormVerdict } from './storm-state.ts'
import { readWindows, type Windows } from './windows.ts'

/** Judges one node, or any other stream of attempts. Constant memory whatever the load: about 3 KB. */
export type Detector = {
  thresholds: StormThresholds
  ring: AttemptRing
  warning: EarlyWarning
  episode: Episode
  /** The agent's exact verdict until a judgement takes it up. */
  exactBurstAt: number | null
}

/** Attempts in one bucket of 100 ms, or in one sample of 1 s. */
export type AttemptSample = {
  /** Epoch ms at which it begins, on the clock that judges. The same bucket always comes with the same time. */
  fromMs: number
  /** Attempts of every kind, planned ones included; `null`: not observed. */
  count: number | null
  /** How many of `count` were ticketed returns in their time. They are no storm and are not judged. */
  planned?: number | null
  /** The real count can only be larger. */
  lowerBound?: boolean
}

/** Data this far ahead of the judging clock mean that the clock was set back; what is in the ring is void then. */
const CLOCK_SET_BACK_MS = 2_000
/** The same exact burst, told again on a clock that was aligned anew, differs by no more than this. */
const EXACT_JITTER_MS = 1_000
/** Buckets of a second that must have been observed before it counts as known. */
const KNOWN_SECOND_BUCKETS = 8

/**
 * A detector that has seen nothing.
 * @param thresholds F14 by default, configurable per node
 * @throws RangeError when a window is shorter than a bucket or longer than the minute that is kept
 */
export function createDetector(thresholds: StormThresholds = STORM_THRESHOLDS): Detector {
  for (const windowMs of [thresholds.burstWindowMs, thresholds.sustainedWindowMs]) {
    if (!(windowMs >= BUCKET_MS && windowMs <= 60_000))
      throw new RangeError(`a storm window must be 100 to 60,000 ms long, not ${windowMs}`)
  }
  return {
    thresholds,
    ring: createAttemptRing(),
    warning: createEarlyWarning(),
    episode: createEpisode(),
    exactBurstAt: null,
  }
}

/**
 * Takes one 100 ms bucket. `fromMs` is rounded to the grid of 100 ms. A bucket sent again replaces the earlier one;
 * late and out of order is fine within the minute, older is ignored.
 */
export function observe(detector: Detector, sample: AttemptSample): void {
  writeBucket(detector.ring, bucketAt(sample.fromMs + BUCKET_MS / 2), counted(sample), flagsOf(sample))
}

/** Takes a coarse sample of 1 s, where no buckets are sent. Buckets and samples may be mixed. */
export function observeSecond(detector: Detector, sample: AttemptSample): void {
  writeSecond(detector.ring, bucketAt(sample.fromMs + BUCKET_MS / 2), counted(sample), flagsOf(sample))
}

/** Takes the agent's exact verdict: at `atMs` the burst rule held, by the times of single attempts. May repeat. */
export function noteBurst(detector: Detector, atMs: number): void {
  if (Number.isFinite(atMs)) detector.exactBurstAt = Math.max(atMs, detector.exactBurstAt ?? atMs)
}

/**
 * The verdict at `nowMs` by F14 and detection.md. Every window of the last minute is read, so nothing is missed
 * between two calls that are less than a minute apart.
 * @param nowMs epoch ms on the clock of `fromMs`; may jump
 */
export function judge(detector: Detector, nowMs: number): StormVerdict {
  const { ring, episode, thresholds } = detector
  if (ring.newest * BUCKET_MS > nowMs + CLOCK_SET_BACK_MS) setClockBack(detector, nowMs)
  // The judging clock may be a little behind the data: what is known counts at once.
  const at = Math.max(bucketAt(nowMs), ring.newest)
  const windows = readWindows(ring, thresholds, at, toldUpTo(episode))
  const fresh = windows.end !== null && nowMs - bucketEndMs(windows.end) <= STALE_AFTER_MS
  const burst = fresh && windows.burstCount >= thresholds.burstAttempts
  const meanOverWindow = windows.sustainedCount / (thresholds.sustainedWindowMs / 1_000)
  const sustained = fresh && meanOverWindow > thresholds.sustainedPerSecond
  const exactBurst = takeExactBurst(detector, nowMs)
  takeWindows(episode, windows, sustained)
  const warned = earlyWarning(detector.warning, ring)
  enterState(episode, nextState(detector, windows, warned, nowMs), nowMs)
  return {
    state: episode.state,
    since: episode.since ?? nowMs,
    burst: burst || exactBurst,
    sustained,
    lastSecond: fresh && windows.secondObserved >= KNOWN_SECOND_BUCKETS ? windows.secondCount : null,
    meanPerSecond: perSecond(windows.sustainedCount, windows.sustainedObserved),
    ...peakOf(episode, windows),
    startedAt: episode.startedAt,
    lastAboveAt: Number.isFinite(episode.lastAboveAt) ? episode.lastAboveAt : null,
    observedMs: windows.sustainedObserved * BUCKET_MS,
    lowerBound: windows.lowerBound,
    resolutionMs: windows.coarse ? 1_000 : BUCKET_MS,
  }
}

function counted({ count, planned }: AttemptSample): number | null {
  return count === null || !(count >= 0) ? null : Math.max(0, count - (planned ?? 0))
}

function flagsOf(sample: AttemptSample): number {
  return sample.lowerBound === true ? LOWER_BOUND : 0
}

function setClockBack(detector: Detector, nowMs: number): void {
  forget(detector.ring)
  detector.warning.upTo = null
  detector.exactBurstAt = null
  restartEpisodeClock(detector.episode, nowMs)
}

/** In a storm everything from the bucket it began with is read again, since that one was still filling then. */
function toldUpTo(episode: Episode): number {
  return episode.startedAt === null ? bucketAt(episode.lastAboveAt) : bucketAt(episode.startedAt) - 2
}

/** True while the agent's exact verdict says that a burst holds. Begins or continues the storm. */
function takeExactBurst(detector: Detector, nowMs: number): boolean {
  const atMs = detector.exactBurstAt
  if (atMs === null || atMs > nowMs + CLOCK_SET_BACK_MS || nowMs - atMs >= SAME_STORM_MS) return false
  const told = detector.episode.startedAt === null && atMs - detector.episode.lastAboveAt <= EXACT_JITTER_MS
  if (!told) ruleHeld(detector.episode, atMs)
  return nowMs - atMs < detector.thresholds.burstWindowMs
}

function takeWindows(episode: Episode, windows: Windows, sustained: boolean): void {
  if (windows.end === null) return
  if (windows.firstBurst !== null) ruleHeld(episode, bucketEndMs(windows.firstBurst))
  else if (sustained && episode.startedAt === null) ruleHeld(episode, bucketEndMs(windows.end))
  if (episode.startedAt === null) return
  if (windows.lastAbove !== null) ruleHeld(episode, bucketEndMs(windows.lastAbove))
  if (windows.peakEnd !== null) notePeak(episode, windows.peakCount, bucketEndMs(windows.peakEnd))
}

function nextState(
  { episode, thresholds }: Detector,
  windows: Windows,
  warned: boolean,
  nowMs: number,
): StormState {
  const phase = stormPhase(episode, windows)
  if (phase !== null) return phase
  const tooOld = windows.end === null || nowMs - bucketEndMs(windows.end) > NO_DATA_AFTER_MS
  const tooLittle = windows.sustainedObserved * BUCKET_MS < thresholds.burstWindowMs
  // Below every threshold as far as one can see is not calm while one cannot see.
  if (tooOld || tooLittle || windows.lowerBound) return 'cannot-tell'
  return warned ? 'suspected' : 'calm'
}

function perSecond(attempts: number, observedBuckets: number): number | null {
  return observedBuckets === 0 ? null : attempts / ((observedBuckets * BUCKET_MS) / 1_000)
}

function peakOf(episode: Episode, windows: Windows): Pick<StormVerdict, 'peakPerSecond' | 'peakAt'> {
  if (episode.startedAt !== null) return { peakPerSecond: episode.peakPerSecond, peakAt: episode.peakAt }
  if (windows.peakEnd === null) return { peakPerSecond: null, peakAt: null }
  return { peakPerSecond: windows.peakCount, peakAt: bucketEndMs(windows.peakEnd) }
}
