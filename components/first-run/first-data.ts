import type { FleetState } from '@/lib/domain/fleet-state.ts'

/**
 * Whether any node has ever given data: `there`, also when all of them are silent now; `expected` while one may answer
 * any moment; `missing` when there is no node, or every one has failed so far.
 */
export function firstDataOf({ nodes }: Pick<FleetState, 'nodes'>): 'there' | 'expected' | 'missing' {
  if (nodes.some(node => node.lastSeenAt !== null)) return 'there'
  return nodes.every(node => node.error !== null) ? 'missing' : 'expected'
}
