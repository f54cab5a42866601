import type { Scope } from '@stormdeck/protocol'
import type { FleetState } from '../fleet-state.ts'
import { scopeNodes } from '../scope-nodes.ts'

/** The open incident of a scope to look at first: critical before warning, then the newest; `null` without one. */
export function worstIncident(
  { incidents, nodes }: Pick<FleetState, 'incidents' | 'nodes'>,
  scope: Scope,
): FleetState['incidents'][number] | null {
  const covered = new Set(scopeNodes(nodes, scope).map(node => node.id))
  const here = incidents.filter(
    incident => scope.kind === 'fleet' || incident.nodes.some(id => covered.has(id)),
  )
  return here.find(({ severity }) => severity === 'critical') ?? here[0] ?? null
}
