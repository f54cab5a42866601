import type { Scope } from '@stormdeck/protocol'
import { scopeText } from '../../format/scope-text.ts'
import type { LeaseInForce } from '../fleet-state.ts'
import { type LeaseTarget, scopesMeet } from './lease-set.ts'

/** An end that moved by less is the rounding of two clocks. */
const SAME_END_MS = 2_000

type Ordered = Pick<LeaseInForce, 'id' | 'tier' | 'scope' | 'origin' | 'by' | 'endsAt'>

/**
 * What people changed between two pictures of the orders, as far as it touches a scope: a clause for each. What the machine
 * does by itself (an end by time, a step of the policy, the upkeep of a lease) is no reason to look again.
 */
export function orderChanges(
  before: readonly Ordered[],
  after: readonly Ordered[],
  { scope, nodes, nowMs }: { scope: Scope; nodes: readonly LeaseTarget[]; nowMs: number },
): string[] {
  const touches = (lease: Ordered) => lease.origin === 'person' && scopesMeet(lease.scope, scope, nodes)
  const name = (lease: Ordered) => `tier ${lease.tier} on ${scopeText(lease.scope)}`
  const made = after
    .filter(lease => touches(lease) && !before.some(({ id }) => id === lease.id))
    .map(lease => `${lease.by} ordered ${name(lease)}`)
  const changed = before.filter(touches).flatMap(lease => {
    const now = after.find(({ id }) => id === lease.id)
    if (now !== undefined) return movedEnd(lease, now) ? [`${name(lease)} has a new end`] : []
    return lease.endsAt !== null && lease.endsAt <= nowMs + SAME_END_MS ? [] : [`${name(lease)} was released`]
  })
  return [...made, ...changed]
}

function movedEnd(before: Ordered, after: Ordered): boolean {
  if (before.endsAt === null || after.endsAt === null) return before.endsAt !== after.endsAt
  return Math.abs(before.endsAt - after.endsAt) > SAME_END_MS
}
