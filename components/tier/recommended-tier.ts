import type { Scope, Tier } from '@stormdeck/protocol'
import type { FleetState, Recommendation } from '@/lib/domain/fleet-state.ts'
import { scopeNodes } from '@/lib/domain/scope-nodes.ts'

/** What is recommended for nodes of the scope that is looked at; `null`: nothing, or for other nodes only. */
export function recommendedIn(fleet: FleetState, scope: Scope): Recommendation | null {
  const { recommended } = fleet.tier
  if (recommended === null) return null
  const shown = new Set(scopeNodes(fleet.nodes, scope))
  return scopeNodes(fleet.nodes, recommended.scope).some(node => shown.has(node)) ? recommended : null
}

/** Whether a tier is what is recommended, and which way that goes. Only the way down is a warning. */
export function recommendedWay(recommended: Recommendation | null, tier: Tier): 'up' | 'down' | null {
  if (recommended?.tier !== tier) return null
  return recommended.resource === 'recovery' ? 'up' : 'down'
}
