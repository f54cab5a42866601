import type { Scope } from '@stormdeck/protocol'
import type { FleetState, Recommendation } from '@/lib/domain/fleet-state.ts'
import { scopeNodes } from '@/lib/domain/scope-nodes.ts'

/** What is recommended for nodes of the scope that is looked at; `null`: nothing, or for other nodes only. */
export function recommendedIn(fleet: FleetState, scope: Scope): Recommendation | null {
  const { recommended } = fleet.tier
  if (recommended === null) return null
  const shown = new Set(scopeNodes(fleet.nodes, scope))
  return scopeNodes(fleet.nodes, recommended.scope).some(node => shown.has(node)) ? recommended : null
}
