import { type Scope, TIERS, type Tier, WARNING_LIMIT_RATIO } from '@stormdeck/protocol'
import type { FleetState, LeaseInForce, Recommendation, TierState } from '@/lib/domain/fleet-state.ts'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { hasValues } from '@/lib/domain/reach.ts'
import { scopeNodes } from '@/lib/domain/scope-nodes.ts'
import { decidingLeases, orderedTierAmong, orderedTierFor } from '@/lib/domain/tier/lease-set.ts'
import { formatDuration } from '@/lib/format/duration.ts'
import { formatPercent } from '@/lib/format/percent.ts'
import { listOf } from '@/lib/format/words.ts'

/** The four values of a scope that are always shown apart (tiers.md). */
export type TierStanding = {
  ordered: Tier
  /** Nodes that it is ordered for; `null`: for all of the scope. */
  orderedOn: string[] | null
  /** The order that decides; the one that ends last where several do. */
  lease: LeaseInForce | null
  /** Tiers that nodes report for new sessions, most degraded first; empty when none answers. */
  effective: { tier: Tier; nodes: string[] }[]
  /** Share of open sessions under it on the nodes it is ordered for, weighted by connections; `null`: unknown. */
  sessionsRatio: number | null
  /** Nodes it is ordered for that report it; `missing` names those of the whole scope that do not report their own tier. */
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
  const under = nodes.filter(node => orderedTierFor(fleet.tier.leases, node, fleet.at) === ordered)
  const deciding = under
    .flatMap(node => decidingLeases(fleet.tier.leases, node, fleet.at))
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
    orderedOn: under.length === nodes.length ? null : under.map(({ id }) => id),
    lease: deciding[0] ?? null,
    effective,
    sessionsRatio: weightedRatio(
      under.filter(node => seen.includes(node)).map(node => [node.connections, ratioUnder(node, ordered)]),
    ),
    applied: {
      nodes: under.filter(node => !missing.some(({ id }) => id === node.id)).length,
      of: under.length,
      missing,
    },
    notStored: seen
      .filter(node => node.tierDurable === false && (node.orderedTier ?? 1) > 1)
      .map(node => node.id),
    local: seen.flatMap(node =>
      node.localReason === null ? [] : [{ id: node.id, why: `${node.localReason}, ${localUntil(node)}` }],
    ),
  }
}

/** A node says what share of its sessions is under its own tier: while that is a higher one, none is under the ordered. */
function ratioUnder({ effectiveTier, sessionsUnderRatio }: NodeReading, ordered: Tier): number | null {
  return effectiveTier !== null && effectiveTier < ordered ? 0 : sessionsUnderRatio
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
  return effective.map(({ tier, nodes }) => `tier ${tier} on ${fewOrCount(nodes)}`).join(', ')
}

/** "tier 2", "tier 2 on ws-2 and ws-3": what is ordered, and on which nodes where not on all of the scope. */
export function orderedText({ ordered, orderedOn }: Pick<TierStanding, 'ordered' | 'orderedOn'>): string {
  return orderedOn === null ? `tier ${ordered}` : `tier ${ordered} on ${fewOrCount(orderedOn)}`
}

const fewOrCount = (ids: readonly string[]) => (ids.length > 2 ? `${ids.length} nodes` : listOf(ids))
