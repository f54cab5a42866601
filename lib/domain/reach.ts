import { NO_DATA_AFTER_MS, STALE_AFTER_MS } from '@stormdeck/protocol'

/**
 * Whether a node can be seen.
 * `waiting`: never answered yet · `fresh` · `stale`: older than 2.5 s, or two scrapes, drawn dimmed · `silent`: older
 * than 5 s, or four scrapes, the value is withdrawn · `refused`: it answers, and not with a status (the error says what) · `vanished`: discovery
 * no longer lists it while it is still expected.
 */
export type Reach = 'waiting' | 'fresh' | 'stale' | 'silent' | 'refused' | 'vanished'

/** A scrape may be one interval old and another late; beyond that it is stale … */
const STALE_AFTER_SCRAPES = 2
/** … and after this many nothing is claimed any more. */
const NO_DATA_AFTER_SCRAPES = 4

/**
 * Reach by the age of the newest sample; architecture.md, rule 1.
 * @param scrapeIntervalMs distance of two samples of a node that is known from Prometheus; `null`: an agent's, which
 * come every second
 */
export function reachByAge(
  ageMs: number | null,
  scrapeIntervalMs: number | null,
): 'waiting' | 'fresh' | 'stale' | 'silent' {
  if (ageMs === null) return 'waiting'
  const interval = scrapeIntervalMs ?? 0
  if (ageMs > Math.max(NO_DATA_AFTER_MS, NO_DATA_AFTER_SCRAPES * interval)) return 'silent'
  return ageMs > Math.max(STALE_AFTER_MS, STALE_AFTER_SCRAPES * interval) ? 'stale' : 'fresh'
}

const MEAN_WINDOW_MS = 60_000

/** The time that a node's mean of attempts is made over, ms: 60 s (F13, F14), or as many scrapes as a rate needs. */
export function meanWindowMs(scrapeIntervalMs: number | null): number {
  return Math.max(MEAN_WINDOW_MS, NO_DATA_AFTER_SCRAPES * (scrapeIntervalMs ?? 0))
}

/** True when values of the node may be drawn as values (dimmed when stale). */
export function hasValues(reach: Reach): boolean {
  return reach === 'fresh' || reach === 'stale'
}
