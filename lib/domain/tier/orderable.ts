import type { NodeReading } from '../node-reading.ts'
import { switchable } from './switchable.ts'

/** Nodes that an order of this store reaches: an agent is asked, and it obeys no other control plane. */
export function orderable<N extends Pick<NodeReading, 'source' | 'tierIssuer'>>(
  nodes: readonly N[],
  issuer: string,
): N[] {
  return switchable(nodes).filter(({ tierIssuer }) => tierIssuer === null || tierIssuer === issuer)
}
