import { formatScope, MAX_SCOPE_NODES, nodesScope, type Scope, type Tier } from '@stormdeck/protocol'
import type { FleetState, Recommendation } from '@/lib/domain/fleet-state.ts'
import { smallestScope } from '@/lib/domain/scope-nodes.ts'
import { type TierPreset, usualPreset } from './tier-preset.ts'

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

/** What a person has chosen so far. */
export type TierDraft = {
  tier: Tier
  scope: Scope
  /** With tier 1: only this order is released; `undefined`: every one inside the scope. */
  leaseId?: string
  /** `null`: until released. */
  durationMs: number | null
  reason: string
  drainPerSecond: number | null
  /** What was typed to confirm tiers 4 and 5. */
  typed: string
}

const MINUTE_MS = 60_000
export const DURATIONS: readonly { value: string; label: string; ms: number | null }[] = [
  { value: '1', label: '1 min', ms: MINUTE_MS },
  { value: '5', label: '5 min', ms: 5 * MINUTE_MS },
  { value: '15', label: '15 min', ms: 15 * MINUTE_MS },
  { value: '60', label: '1 h', ms: 60 * MINUTE_MS },
  { value: 'open', label: 'until released', ms: null },
]

export const DRAINS: readonly { value: string; label: string; perSecond: number | null }[] = [
  { value: 'off', label: 'stay open', perSecond: null },
  { value: '20', label: 'move 20/s', perSecond: 20 },
  { value: '100', label: 'move 100/s', perSecond: 100 },
  { value: '500', label: 'move 500/s', perSecond: 500 },
]

/** Tiers 4 and 5 take everything live away: a reason and a deliberate confirmation (tiers.md). */
export const needsDeliberation = (tier: Tier) => tier >= 4

/** What is still missing before the order can be given, as a sentence; `null`: nothing. */
export function missingFrom(draft: TierDraft): string | null {
  if (!needsDeliberation(draft.tier)) return null
  return draft.reason.trim() === '' ? `Tier ${draft.tier} needs a reason.` : null
}

/** Scopes worth a button of their own: the fleet, those `wanted` already, the first groups, and nodes in a storm. */
export function scopeChoices(fleet: FleetState, wanted: readonly Scope[]): Scope[] {
  const groups = [...new Set(fleet.nodes.map(node => node.group))].slice(0, 2)
  const stormy = fleet.nodes.filter(node => node.stormState === 'storm').slice(0, MAX_SCOPE_NODES)
  const all: Scope[] = [
    { kind: 'fleet', name: null },
    ...wanted,
    ...groups.map(name => ({ kind: 'group' as const, name })),
    ...(stormy.length > 1 ? [nodesScope(stormy.map(node => node.id))] : []),
    ...stormy.slice(0, 2).map(node => nodesScope([node.id])),
  ]
  return all
    .filter((scope, i) => all.findIndex(other => formatScope(other) === formatScope(scope)) === i)
    .slice(0, 6)
}
