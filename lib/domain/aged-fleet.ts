import type { FleetState } from './fleet-state.ts'
import type { NodeReading } from './node-reading.ts'
import { hasValues, reachByAge } from './reach.ts'

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
 * much, so nodes go stale and then silent, and their numbers are withdrawn. architecture.md, rule 1.
 */
export function agedFleet(state: FleetState, silentMs: number): FleetState {
  if (!(silentMs > 0)) return state
  return { ...state, at: state.at + silentMs, nodes: state.nodes.map(node => agedNode(node, silentMs)) }
}

function agedNode(node: NodeReading, silentMs: number): NodeReading {
  if (!hasValues(node.reach) || node.ageMs === null) return node
  const ageMs = node.ageMs + silentMs
  const reach = reachByAge(ageMs, node.resolutionMs)
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
