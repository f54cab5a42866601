import { nodesScope, type Scope } from '@stormdeck/protocol'
import type { NodeReading } from '@/lib/domain/node-reading.ts'

type Named = Pick<NodeReading, 'id' | 'group'>

/** Every group and node that an order can be given for, groups first. */
export function scopeNames(nodes: readonly Named[]): { name: string; kind: 'group' | 'node' }[] {
  const groups = [...new Set(nodes.map(node => node.group))].sort()
  return [
    ...groups.map(name => ({ name, kind: 'group' as const })),
    ...nodes.map(node => ({ name: node.id, kind: 'node' as const })),
  ]
}

/** The group, else the node, of exactly this name; `null`: there is none. */
export function scopeNamed(nodes: readonly Named[], text: string): Scope | null {
  const name = text.trim()
  if (nodes.some(node => node.group === name)) return { kind: 'group', name }
  return nodes.some(node => node.id === name) ? nodesScope([name]) : null
}
