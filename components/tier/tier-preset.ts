import type { Scope, Tier } from '@stormdeck/protocol'
import type { Recommendation } from '@/lib/domain/fleet-state.ts'

/** What the dialog is opened with. */
export type TierPreset = {
  tier: Tier
  scope: Scope
  /** With tier 1: only this order is released, and not every one inside the scope. */
  leaseId?: string
}

/** What is recommended, for the nodes it is recommended for; without one, tier 2 for what is looked at. */
export function usualPreset(recommended: Recommendation | null, scope: Scope): TierPreset {
  return recommended?.tier ? { tier: recommended.tier, scope: recommended.scope } : { tier: 2, scope }
}
