import { type Scope, TIERS, type Tier, WARNING_LIMIT_RATIO } from '@stormdeck/protocol'
import type { FleetState, LeaseInForce, Recommendation, TierState } from '@/lib/domain/fleet-state.ts'
import { hasValues } from '@/lib/domain/reach.ts'
import { scopeNodes } from '@/lib/domain/scope-nodes.ts'
import { decidingLeases, orderedTierAmong } from '@/lib/domain/tier/lease-set.ts'
import { formatDuration } from '@/lib/format/duration.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { listOf } from '@/lib/format/words.ts'

/** The four values of a scope that are always shown apart (tiers.md). */
export type TierStanding = {
  ordered: Tier
  /** The order that decides; the one that ends last where several do. */
  lease: LeaseInForce | null
  /** Tiers that nodes report for new sessions, most degraded first; empty when none answers. */
  effective: { tier: Tier; nodes: string[] }[]
  /** Share of open sessions under it, weighted by connections; `null`: unknown. */
  sessionsRatio: number | null
  applied: { nodes: number; of: number; missing: { id: string; why: string }[] }
  /** Nodes that enforce what is ordered and could not store it. */
  notStored: string[]
  /** Nodes that hold a tier by themselves, why, and for how long at most. */
  local: { id: string; why: string }[]
}

/** Ordered, effective and share of sessions for the nodes of a scope. */
export function tierStanding(fleet: FleetState, scope: Scope): TierStanding {
  const nodes = scopeNodes(fleet.nodes, scope)
  const seen = nodes.filter(node => hasValues(node.reach) && node.effectiveTier !== null)
  const ordered = orderedTierAmong(fleet.tier.leases, nodes, fleet.at)
  const deciding = nodes
    .flatMap(node => decidingLeases(fleet.tier.leases, node, fleet.at))
    .filter(lease => lease.tier === ordered)
    .sort((a, b) => (b.endsAt ?? Number.POSITIVE_INFINITY) - (a.endsAt ?? Number.POSITIVE_INFINITY))
  const ids = new Set(nodes.map(node => node.id))
  const told = fleet.tier.applied.missing.filter(({ id }) => ids.has(id))
  // A node nobody hears from now has applied nothing that one could vouch for, whatever the server last knew.
  const unheard = nodes.filter(node => !hasValues(node.reach) && !told.some(({ id }) => id === node.id))
  const missing = [...told, ...unheard.map(({ id }) => ({ id, why: 'no data' }))]
  const effective = [...TIERS]
    .reverse()
    .map(tier => ({ tier, nodes: seen.filter(node => node.effectiveTier === tier).map(node => node.id) }))
    .filter(group => group.nodes.length > 0)
  return {
    ordered,
    lease: deciding[0] ?? null,
    effective,
    sessionsRatio: weightedRatio(seen.map(node => [node.connections, node.sessionsUnderRatio])),
    applied: { nodes: nodes.length - missing.length, of: nodes.length, missing },
    notStored: seen
      .filter(node => node.tierDurable === false && (node.orderedTier ?? 1) > 1)
      .map(node => node.id),
    local: seen.flatMap(node =>
      node.localReason === null ? [] : [{ id: node.id, why: `${node.localReason}, ${localUntil(node)}` }],
    ),
  }
}

function weightedRatio(parts: readonly (readonly [number | null, number | null])[]): number | null {
  const known = parts.filter((part): part is [number, number] => part[0] !== null && part[1] !== null)
  const weight = known.reduce((sum, [connections]) => sum + connections, 0)
  return weight === 0
    ? null
    : known.reduce((sum, [connections, ratio]) => sum + connections * ratio, 0) / weight
}

/** Whether a tier is what is recommended, and which way that goes. Only the way down is a warning. */
export function recommendedWay(recommended: Recommendation | null, tier: Tier): 'up' | 'down' | null {
  if (recommended?.tier !== tier) return null
  return recommended.resource === 'recovery' ? 'up' : 'down'
}

/** "at most 12 s more"; protection at a limit ends where the pool is below its warning threshold, whenever that is (F22). */
function localUntil({ localLongestMs }: { localLongestMs: number | null }): string {
  return localLongestMs === null
    ? `until under ${formatPercent(WARNING_LIMIT_RATIO)}`
    : `at most ${formatDuration(localLongestMs)} more`
}

/** Why nothing is advised where nothing is ordered or recommended. */
export function nothingToDo({ effective }: TierStanding, policyMode: TierState['policyMode']): string {
  if (policyMode === 'off') return 'No order in force. Recommendations are off (policy).'
  return effective.length === 0
    ? 'No order in force. No agent reports here, so nothing can be recommended.'
    : 'No order in force, and no change of tier would help now.'
}

/** "ws-4: silent for 9 s"; nodes with the same reason are told together. */
export function missingText(missing: TierStanding['applied']['missing']): string {
  const whys = [...new Set(missing.map(({ why }) => why))]
  const told = whys.map(why => {
    const ids = missing.filter(one => one.why === why).map(({ id }) => id)
    return `${listOf(ids)}: ${why}`
  })
  return listOf(told, 2)
}

/** "tier 2", "tier 2 on 3 nodes, tier 1 on ws-4": what new sessions get. */
export function effectiveText({ effective }: Pick<TierStanding, 'effective'>): string {
  if (effective.length === 0) return 'unknown'
  if (effective.length === 1) return `tier ${effective[0]?.tier}`
  return effective
    .map(({ tier, nodes }) => `tier ${tier} on ${nodes.length > 2 ? `${nodes.length} nodes` : listOf(nodes)}`)
    .join(', ')
}
