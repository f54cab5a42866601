import type { Scope } from '@stormdeck/protocol'
import { scopeNodes } from '../../domain/scope-nodes.ts'
import { type AgentNode, SECONDS_KEPT } from '../collector/agent-node.ts'
import type { ColumnPlan } from './ring-history.ts'
import { CARRY_SECONDS } from './scope-seconds.ts'

/**
 * Of which columns a node of the scope was not heard for a while, since it was first heard. What lies before the last
 * 15 min is not known, and not marked.
 */
export function partialColumns(nodes: readonly AgentNode[], scope: Scope, plan: ColumnPlan): boolean[] {
  const partial = Array<boolean>(plan.columns).fill(false)
  const covered = scopeNodes(nodes, scope)
  if (covered.length < 2) return partial
  const newest = Math.max(-1, ...covered.map(node => node.seconds.newest))
  // A node that was never heard holds no seconds at all.
  const oldest = newest - SECONDS_KEPT + 1
  const columnOf = (second: number) => Math.floor((second * 1_000 - plan.fromAt) / plan.stepMs)
  for (const { seconds } of covered) {
    let heard: number | null = null
    // The newest seconds may still be on their way.
    for (let second = oldest; second <= newest - CARRY_SECONDS; second++) {
      if (seconds.get('connections', second) !== null) heard = second
      else if (heard !== null && second - heard > CARRY_SECONDS) {
        const column = columnOf(second)
        if (column >= 0 && column < plan.columns) partial[column] = true
      }
    }
  }
  return partial
}
