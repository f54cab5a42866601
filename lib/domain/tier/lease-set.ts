import { orderedTier, type Scope, scopeCovers, scopeNodeIds, type Tier } from '@stormdeck/protocol'
import type { LeaseInForce } from '../fleet-state.ts'
import { lowerTier } from './step-tier.ts'

/** What is needed of a node to know which leases apply to it. */
export type LeaseTarget = { id: string; group: string }

type Timed = Pick<LeaseInForce, 'id' | 'tier' | 'origin' | 'scope' | 'endsAt'>

/** True until the lease's time is over; one without an end runs until it is released. */
export function isRunning(lease: Pick<LeaseInForce, 'endsAt'>, nowMs: number): boolean {
  return lease.endsAt === null || lease.endsAt > nowMs
}

/** The running leases that apply to a node: what is sent to it, complete. */
export function leasesFor<L extends Timed>(leases: readonly L[], node: LeaseTarget, nowMs: number): L[] {
  return leases.filter(lease => isRunning(lease, nowMs) && scopeCovers(lease.scope, node))
}

/** What is ordered for a node: people before policy, the most degraded among them, else tier 1 (tiers.md). */
export function orderedTierFor(leases: readonly Timed[], node: LeaseTarget, nowMs: number): Tier {
  return orderedTier(leasesFor(leases, node, nowMs))
}

/** The leases that decide what {@link orderedTierFor} says; empty at tier 1 without an order. */
export function decidingLeases<L extends Timed>(leases: readonly L[], node: LeaseTarget, nowMs: number): L[] {
  const running = leasesFor(leases, node, nowMs)
  const people = running.filter(lease => lease.origin === 'person')
  const tier = orderedTier(running)
  return (people.length > 0 ? people : running).filter(lease => lease.tier === tier)
}

/** Most degraded tier ordered on any of the nodes. */
export function orderedTierAmong(
  leases: readonly Timed[],
  nodes: readonly LeaseTarget[],
  nowMs: number,
): Tier {
  return nodes.reduce<Tier>((worst, node) => lowerTier(worst, orderedTierFor(leases, node, nowMs)), 1)
}

/** True when every node that `inner` can cover is covered by `outer` too. */
export function scopeInside(inner: Scope, outer: Scope, nodes: readonly LeaseTarget[]): boolean {
  if (outer.kind === 'fleet') return true
  if (inner.kind === 'fleet') return false
  if (inner.kind === 'group') return outer.kind === 'group' && inner.name === outer.name
  const inGroup = (id: string) => nodes.some(node => node.id === id && node.group === outer.name)
  const outerIds = scopeNodeIds(outer)
  return scopeNodeIds(inner).every(id => (outer.kind === 'group' ? inGroup(id) : outerIds.includes(id)))
}

/** True when some node belongs to both. */
export function scopesMeet(a: Scope, b: Scope, nodes: readonly LeaseTarget[]): boolean {
  if (scopeInside(a, b, nodes) || scopeInside(b, a, nodes)) return true
  return nodes.some(node => scopeCovers(a, node) && scopeCovers(b, node))
}

/**
 * What switching a scope to tier 1 releases: every running lease inside it. A wider one that still holds a node of the
 * scope below tier 1 is named, for a release of its own (tiers.md).
 */
export function releasedBy<L extends Timed>(
  leases: readonly L[],
  scope: Scope,
  nodes: readonly LeaseTarget[],
  nowMs: number,
): { released: L[]; stillHolding: L[] } {
  const running = leases.filter(lease => isRunning(lease, nowMs))
  const released = running.filter(lease => scopeInside(lease.scope, scope, nodes))
  const covered = nodes.filter(node => scopeCovers(scope, node))
  const stillHolding = running.filter(
    lease =>
      !released.includes(lease) && lease.tier > 1 && covered.some(node => scopeCovers(lease.scope, node)),
  )
  return { released, stillHolding }
}
