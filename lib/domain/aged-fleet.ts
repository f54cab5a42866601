import { NO_DATA_AFTER_MS } from '@stormdeck/protocol'
import type { FleetState, TierState } from './fleet-state.ts'
import type { NodeReading } from './node-reading.ts'
import { hasValues, reachByAge } from './reach.ts'

/** What a stream keeps to. */
const MESSAGE_EVERY_MS = 1_000

/** What is known of a node apart from its numbers. */
const LASTING = [
  'id',
  'group',
  'adapter',
  'agentVersion',
  'demo',
  'insecure',
  'limitsMode',
  'error',
  'lastSeenAt',
  'source',
  'burstThresholdAttempts',
  'sustainedThresholdPerSecond',
  'resolutionMs',
] as const satisfies readonly (keyof NodeReading)[]

/**
 * The state as it must be drawn when the feed itself has been silent for `silentMs`: every sample is older by that
 * much, so nodes go stale and then silent, and their numbers are withdrawn. architecture.md, rule 1. From then on the
 * fleet is marked as unheard: it is this browser that has lost sight, and the nodes may be well.
 * @param rhythmMs time between two messages of this feed, where it is polled: the silence in between says nothing about
 * the nodes, so it makes them stale and withdraws nothing
 */
export function agedFleet(state: FleetState, silentMs: number, rhythmMs = MESSAGE_EVERY_MS): FleetState {
  if (!(silentMs > 0)) return state
  const excusedMs = Math.max(0, rhythmMs - MESSAGE_EVERY_MS)
  const nodes = state.nodes.map(node => agedNode(node, silentMs, excusedMs))
  const withdrawn = nodes.some((node, i) => !hasValues(node.reach) && state.nodes[i]?.reach !== node.reach)
  const unheard = withdrawn || silentMs - excusedMs > NO_DATA_AFTER_MS
  const aged = { ...state, at: state.at + silentMs, nodes }
  return unheard ? { ...aged, unheardSince: state.at, tier: withoutAdvice(state.tier) } : aged
}

/** Advice is about now, which nobody knows any more; the orders in force hold without it. */
function withoutAdvice(tier: TierState): TierState {
  return {
    ...tier,
    recommended: null,
    safeToStepUp: { safe: null, why: "unknown: Stormdeck's server is not heard" },
  }
}

function agedNode(node: NodeReading, silentMs: number, excusedMs: number): NodeReading {
  if (!hasValues(node.reach) || node.ageMs === null) return node
  const ageMs = node.ageMs + silentMs
  const excused = ageMs - Math.min(silentMs, excusedMs)
  const withdrawn = reachByAge(excused, node.resolutionMs) === 'silent'
  const byAge = reachByAge(ageMs, node.resolutionMs)
  const reach = byAge === 'silent' && !withdrawn ? 'stale' : byAge
  return hasValues(reach) ? { ...node, ageMs, reach } : withoutValues({ ...node, ageMs, reach })
}

/** The node with every number unknown. What it is called and when it was last seen stays. */
export function withoutValues(node: NodeReading): NodeReading {
  const blank = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, blankOf(value)]))
  const lasting = Object.fromEntries(LASTING.map(key => [key, node[key]]))
  return {
    ...(blank as unknown as NodeReading),
    ...lasting,
    reach: node.reach,
    ageMs: node.ageMs,
    stormState: 'cannot-tell',
    observedMs: 0,
    warnings: node.warnings,
  }
}

const blankOf = (value: unknown) => (typeof value === 'boolean' ? false : null)

/** Whether servers of the demo are among the nodes: every screen says so, lest they are taken for a fleet of one's own. */
export const isDemo = ({ demo, nodes }: Pick<FleetState, 'demo' | 'nodes'>): boolean =>
  demo || nodes.some(node => node.demo)
