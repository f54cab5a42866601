import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { whyEmpty } from '@/lib/domain/why-empty.ts'

/**
 * Whether any node has ever given data: `there`, also when all of them are silent now, or gone since a restart;
 * `expected` while one may be named or answer any moment, and while a source of nodes fails: what it would name is not
 * known; `missing` when there is no node, or every one has failed so far. docs/screens.md.
 */
export function firstDataOf(
  fleet: Pick<FleetState, 'nodes' | 'sources' | 'everSeen'>,
): 'there' | 'expected' | 'missing' {
  const { nodes, everSeen } = fleet
  if (everSeen || nodes.some(node => node.lastSeenAt !== null)) return 'there'
  if (nodes.length === 0) return whyEmpty(fleet) === 'none' ? 'missing' : 'expected'
  return nodes.every(node => node.error !== null) ? 'missing' : 'expected'
}
