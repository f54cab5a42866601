import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { hasValues } from '@/lib/domain/reach.ts'
import { nodeProblems } from '@/lib/domain/saturation/node-problems.ts'
import type { StormState } from '@/lib/domain/storm/storm-state.ts'

const STORM_WEIGHT: Record<StormState, number> = {
  storm: 1_000,
  clearing: 300,
  suspected: 200,
  'cannot-tell': 20,
  calm: 0,
}

/**
 * How far up a node belongs when trouble comes first: storms, then nodes that cannot be seen, then what its values
 * say. A node in order has 0.
 */
export function nodeTrouble(node: NodeReading): number {
  const unseen = hasValues(node.reach) ? (node.reach === 'stale' ? 100 : 0) : 500
  const problems = nodeProblems(node).reduce((sum, { status }) => sum + (status === 'critical' ? 50 : 10), 0)
  return STORM_WEIGHT[node.stormState] + unseen + problems
}
