import { BUCKET_MS } from '@stormdeck/protocol'
import { bucketEndMs } from './attempt-ring.ts'
import { CLEARING_AFTER_MS, SAME_STORM_MS } from './off-delay.ts'
import type { StormState } from './storm-state.ts'
import { RECENT_WINDOW_MS, type Windows } from './windows.ts'

/** Share of the recent window that must have been observed before quiet counts as quiet. */
const QUIET_COVERAGE_RATIO = 0.8

/** The storm a stream is in: all that a detector remembers beside its ring and its early warning. */
export type Episode = {
  state: StormState
  /** Epoch ms since when `state` holds; `null` before the first judgement. */
  since: number | null
  /** First moment of the running storm; `null` without one. */
  startedAt: number | null
  /** Last moment at which a rule held, of the running storm or of the one before. */
  lastAboveAt: number
  peakPerSecond: number | null
  peakAt: number | null
}

export function createEpisode(): Episode {
  return {
    state: 'cannot-tell',
    since: null,
    startedAt: null,
    lastAboveAt: Number.NEGATIVE_INFINITY,
    peakPerSecond: null,
    peakAt: null,
  }
}

/** A rule held at `atMs`: continues the storm of the last minute, or begins one. */
export function ruleHeld(episode: Episode, atMs: number): void {
  if (episode.startedAt === null || atMs - episode.lastAboveAt > SAME_STORM_MS) {
    episode.startedAt = atMs
    episode.peakPerSecond = null
    episode.peakAt = null
  }
  episode.lastAboveAt = Math.max(episode.lastAboveAt, atMs)
}

/** Remembers the largest second of the running storm. */
export function notePeak(episode: Episode, perSecond: number, atMs: number): void {
  if (perSecond <= (episode.peakPerSecond ?? 0)) return
  episode.peakPerSecond = perSecond
  episode.peakAt = atMs
}

/**
 * Where the running storm stands; `null` without one. Neither silence nor a lower bound is evidence of calm, so
 * neither ends a storm; only when a whole minute is missing nothing is left to go by, and the storm is not claimed any more.
 */
export function stormPhase(episode: Episode, windows: Windows): 'storm' | 'clearing' | null {
  if (episode.startedAt === null) return null
  if (windows.end === null) return null
  const quietMs = bucketEndMs(windows.end) - episode.lastAboveAt
  if (quietMs < CLEARING_AFTER_MS) return 'storm'
  if (quietMs >= SAME_STORM_MS && !windows.lowerBound) return null
  if (episode.state === 'clearing') return 'clearing'
  const covered = (windows.recentObserved * BUCKET_MS) / RECENT_WINDOW_MS >= QUIET_COVERAGE_RATIO
  return covered && !windows.lowerBound ? 'clearing' : 'storm'
}

/** Enters a state; nothing happens when it holds already. */
export function enterState(episode: Episode, state: StormState, nowMs: number): void {
  if (state !== 'storm' && state !== 'clearing') episode.startedAt = null
  if (episode.state === state && episode.since !== null) return
  // A storm is told from its first moment, which lies a little before the judgement that found it.
  const begins = state === 'storm' && episode.state !== 'clearing'
  episode.since = begins ? (episode.startedAt ?? nowMs) : nowMs
  episode.state = state
}

/** The clock was set back: what happened happened just now, and a running storm goes on. */
export function restartEpisodeClock(episode: Episode, nowMs: number): void {
  const running = episode.startedAt !== null
  episode.startedAt = running ? Math.min(episode.startedAt ?? nowMs, nowMs) : null
  episode.lastAboveAt = running ? Math.min(episode.lastAboveAt, nowMs) : Number.NEGATIVE_INFINITY
  episode.since = episode.since === null ? null : Math.min(episode.since, nowMs)
  episode.peakAt = episode.peakAt === null ? null : Math.min(episode.peakAt, nowMs)
}
