import { type Scope, scopeCovers } from '@stormdeck/protocol'

/** The rows that a scope covers, in their order. */
export function scopeNodes<N extends { id: string; group: string }>(nodes: readonly N[], scope: Scope): N[] {
  return scope.kind === 'fleet' ? [...nodes] : nodes.filter(node => scopeCovers(scope, node))
}

/** The smallest scope that covers all of these: a node, the group they share, or the fleet. */
export function smallestScope(nodes: readonly { id: string; group: string }[]): Scope {
  const [first] = nodes
  if (first === undefined) return { kind: 'fleet', name: null }
  if (nodes.every(node => node.id === first.id)) return { kind: 'node', name: first.id }
  if (nodes.every(node => node.group === first.group)) return { kind: 'group', name: first.group }
  return { kind: 'fleet', name: null }
}
