import type { Scope, Tier } from '@stormdeck/protocol'
import type { FleetState, Recommendation } from '@/lib/domain/fleet-state.ts'
import { smallestScope } from '@/lib/domain/scope-nodes.ts'

/** What the dialog is opened with. */
export type TierPreset = { tier: Tier; scope: Scope }

/** What is recommended, for the nodes it is recommended for; without one, tier 2 for what is looked at. */
export function usualPreset(recommended: Recommendation | null, scope: Scope): TierPreset {
  return recommended?.tier ? { tier: recommended.tier, scope: recommended.scope } : { tier: 2, scope }
}

/** Tier 2 on the nodes of an incident; `null` where none of them is known any more. */
export function incidentPreset(fleet: FleetState, ids: readonly string[]): TierPreset | null {
  const nodes = fleet.nodes.filter(({ id }) => ids.includes(id))
  return nodes.length === 0 ? null : { tier: 2, scope: smallestScope(nodes) }
}

/** What a rung of the ladder opens: its release where it is ordered, the recommendation where it bears its badge. */
export function rungPreset(
  tier: Tier,
  ordered: Tier | null,
  recommended: Recommendation | null,
  scope: Scope,
): TierPreset {
  if (tier === ordered) return { tier: 1, scope }
  return recommended?.tier === tier ? usualPreset(recommended, scope) : { tier, scope }
}
