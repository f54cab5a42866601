import { STORM_THRESHOLDS, type StormThresholds } from '@stormdeck/protocol'
import type { HotAttempts } from '../../contract/feed.ts'
import type { FleetState } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { createDetector, type Detector, judge, observe, observeSecond } from '../../domain/storm/detector.ts'
import { inStorm, type StormState } from '../../domain/storm/storm-state.ts'

/** A node on which the detector of this browser and the server's verdict differ. */
export type Disagreement = { nodeId: string; browser: StormState; server: StormState }

/** A message takes a moment, and so does a state; a difference shorter than this says nothing. */
const TOLERATED_MS = 3_000
/** Before this much was seen, the browser cannot know how a storm began, and does not contradict one. */
const WATCHED_ENOUGH_MS = 75_000

type Watched = { detector: Detector; since: number; differsSince: number | null }

/**
 * Judges every node a second time, in the browser, from the attempts the feed carries (detection.md: one pure module,
 * both sides; if they disagree the screen says so).
 * @returns the nodes on which both differ for longer than a message takes
 */
export function createStormWatch(): (state: FleetState, hot: HotAttempts) => Disagreement[] {
  const watched = new Map<string, Watched>()
  return (state, hot) => {
    const known = new Set(state.nodes.map(node => node.id))
    for (const id of watched.keys()) if (!known.has(id)) watched.delete(id)
    return state.nodes.flatMap(node => {
      const entry = watchedAs(node, watched.get(node.id)) ?? {
        detector: createDetector(thresholdsOf(node)),
        since: state.at,
        differsSince: null,
      }
      watched.set(node.id, entry)
      feed(entry.detector, node, hot[node.id])
      const browser = judge(entry.detector, state.at).state
      const differs = contradicts(browser, node, state.at - entry.since)
      entry.differsSince = differs ? (entry.differsSince ?? state.at) : null
      const lasting = entry.differsSince !== null && state.at - entry.differsSince >= TOLERATED_MS
      return lasting ? [{ nodeId: node.id, browser, server: node.stormState }] : []
    })
  }
}

const thresholdsOf = (node: NodeReading): StormThresholds => ({
  ...STORM_THRESHOLDS,
  burstAttempts: node.burstThresholdAttempts,
  sustainedPerSecond: node.sustainedThresholdPerSecond,
})

/** What was watched of a node, unless it is judged by other thresholds since. */
function watchedAs(node: NodeReading, entry: Watched | undefined): Watched | undefined {
  const held = entry?.detector.thresholds
  return held?.burstAttempts === node.burstThresholdAttempts &&
    held.sustainedPerSecond === node.sustainedThresholdPerSecond
    ? entry
    : undefined
}

function feed(detector: Detector, node: NodeReading, hot: HotAttempts[string] | undefined): void {
  if (hot !== undefined) {
    const { fromAt, counts, lowerBound } = hot
    counts.forEach((count, i) => {
      observe(detector, { fromMs: fromAt + i * 100, count, lowerBound })
    })
  } else if (node.reach === 'fresh' && node.lastSeenAt !== null) {
    const { attemptsLastSecond: count, lastSeenAt, lowerBound } = node
    observeSecond(detector, { fromMs: lastSeenAt - 1_000, count, lowerBound })
  }
}

function contradicts(browser: StormState, node: NodeReading, watchedMs: number): boolean {
  if (node.reach !== 'fresh') return false
  if (browser === 'storm') return !inStorm(node.stormState)
  return node.stormState === 'storm' && browser === 'calm' && watchedMs >= WATCHED_ENOUGH_MS
}
