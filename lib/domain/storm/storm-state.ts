/**
 * calm → suspected → storm → clearing → calm. `cannot-tell`: the data do not allow a verdict (no data, or a
 * resolution too coarse); never drawn as calm. detection.md.
 */
export const STORM_STATES = ['calm', 'suspected', 'storm', 'clearing', 'cannot-tell'] as const
export type StormState = (typeof STORM_STATES)[number]

/** A storm is on, or has left its thresholds and is not over yet. */
export const inStorm = (state: StormState): boolean => state === 'storm' || state === 'clearing'

/** What the detector saw for one node, with what it could not see. */
export type StormVerdict = {
  state: StormState
  /** Epoch ms since when `state` holds, on the collector's clock. */
  since: number
  /** Holds now: at least `burstAttempts` in the window that ends now (F14). */
  burst: boolean
  /** Holds now: the 60 s mean is above the threshold (F14). */
  sustained: boolean
  /** Attempts in the last 1 s; `null` where it is unknown. */
  lastSecond: number | null
  /** Mean attempts a second over the last 60 s (over what has been seen so far, see `observedMs`). */
  meanPerSecond: number | null
  /** Largest second since the storm began (or of the last 60 s when calm) and when it ended. */
  peakPerSecond: number | null
  peakAt: number | null
  /** First moment of the present storm; `null` without one. */
  startedAt: number | null
  /** When a rule last held, in the present storm or the one before: where a storm ended. `null`: never seen. */
  lastAboveAt: number | null
  /** How much of the last 60 s was really observed, ms. Below the window the screen says so. */
  observedMs: number
  /** The count can only be larger. While true the state may not leave `storm`. */
  lowerBound: boolean
  /** Length of the buckets the verdict was made from, ms. */
  resolutionMs: number
}
