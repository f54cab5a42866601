import type { Tier } from '@stormdeck/protocol'
import type { LiveLink } from './live-link.ts'

/** The server makes a message at least once a second. */
const STREAM_MS = 1_000
const POLL_MS = 2_000
/**
 * The monitor must not add to a storm: slower while the fleet is at tier 4 or 5, and still fast enough that samples of
 * two polls in a row are younger than 5 s.
 */
const POLL_DEGRADED_MS = 3_500
const POLL_JITTER = 0.1

/** Time between two polls, jittered. */
export function pollIntervalMs(ordered: Tier, random: () => number): number {
  return Math.round(longestPollMs(ordered) - 2 * POLL_JITTER * random() * pollMs(ordered))
}

/** How long a healthy feed may be silent between two messages, ms. Values are not withdrawn for that alone. */
export function feedRhythmMs(link: LiveLink, ordered: Tier): number {
  return link.status === 'live' && link.carrier === 'poll' ? longestPollMs(ordered) : STREAM_MS
}

const pollMs = (ordered: Tier): number => (ordered >= 4 ? POLL_DEGRADED_MS : POLL_MS)
const longestPollMs = (ordered: Tier): number => pollMs(ordered) * (1 + POLL_JITTER)
