import { MAX_SCOPE_NODES, nodesScope, type Scope, scopeCovers } from '@stormdeck/protocol'

/** The rows that a scope covers, in their order. */
export function scopeNodes<N extends { id: string; group: string }>(nodes: readonly N[], scope: Scope): N[] {
  return scope.kind === 'fleet' ? [...nodes] : nodes.filter(node => scopeCovers(scope, node))
}

/** The smallest scope that covers all of these: the nodes by name where that is possible, else their group, else the fleet. */
export function smallestScope(nodes: readonly { id: string; group: string }[]): Scope {
  const [first] = nodes
  if (first === undefined) return { kind: 'fleet', name: null }
  if (nodes.length <= MAX_SCOPE_NODES) return nodesScope(nodes.map(node => node.id))
  const together = nodes.every(node => node.group === first.group)
  return together ? { kind: 'group', name: first.group } : { kind: 'fleet', name: null }
}
