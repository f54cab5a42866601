import type { AgentNode, SecondColumn } from '../collector/agent-node.ts'

/** A value holds for this long after it was read, so that a late answer does not look like a loss. */
export const CARRY_SECONDS = 2

/** What one node said for a second: its own value, or the last one before it that is not too old. */
export function secondOf(node: AgentNode, column: SecondColumn, second: number): number | null {
  for (let at = second; at >= second - CARRY_SECONDS; at--) {
    const value = node.seconds.get(column, at)
    if (value !== null) return value
  }
  return null
}

/**
 * The value of a scope in one second: the sum over its nodes; memory per connection is the average connection's.
 * Nodes that are unknown are left out; `null` when all are.
 */
export function scopeSecond(
  nodes: readonly AgentNode[],
  column: SecondColumn,
  second: number,
): number | null {
  if (column === 'memoryPerConnection') return averageConnection(nodes, second)
  let sum: number | null = null
  for (const node of nodes) {
    const value = secondOf(node, column, second)
    if (value !== null) sum = (sum ?? 0) + value
  }
  return sum
}

function averageConnection(nodes: readonly AgentNode[], second: number): number | null {
  let bytes = 0
  let connections = 0
  for (const node of nodes) {
    const each = secondOf(node, 'memoryPerConnection', second)
    const count = secondOf(node, 'connections', second)
    if (each === null || count === null) continue
    bytes += each * count
    connections += count
  }
  return connections === 0 ? null : bytes / connections
}

/** Lowest and highest value of a scope over seconds [from, to). */
export function scopeExtremes(
  nodes: readonly AgentNode[],
  column: SecondColumn,
  from: number,
  to: number,
): { min: number | null; max: number | null } {
  let min: number | null = null
  let max: number | null = null
  for (let second = from; second < to; second++) {
    const value = scopeSecond(nodes, column, second)
    if (value === null) continue
    if (min === null || value < min) min = value
    if (max === null || value > max) max = value
  }
  return { min, max }
}
