import { NO_DATA_AFTER_MS, STALE_AFTER_MS } from '@stormdeck/protocol'

/**
 * Whether a node can be seen.
 * `waiting`: never answered yet · `fresh` · `stale`: older than 2.5 s, drawn dimmed · `silent`: older than 5 s, the
 * value is withdrawn · `refused`: it answers, and not with a status (the error says what) · `vanished`: discovery
 * no longer lists it while it is still expected.
 */
export type Reach = 'waiting' | 'fresh' | 'stale' | 'silent' | 'refused' | 'vanished'

/** Reach by the age of the newest sample; architecture.md, rule 1. */
export function reachByAge(ageMs: number | null): 'waiting' | 'fresh' | 'stale' | 'silent' {
  if (ageMs === null) return 'waiting'
  if (ageMs > NO_DATA_AFTER_MS) return 'silent'
  return ageMs > STALE_AFTER_MS ? 'stale' : 'fresh'
}

/** True when values of the node may be drawn as values (dimmed when stale). */
export function hasValues(reach: Reach): boolean {
  return reach === 'fresh' || reach === 'stale'
}
