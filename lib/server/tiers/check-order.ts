import { orderedTier, type Scope, scopeCovers, TIER_INFO, type Tier } from '@stormdeck/protocol'
import type { TierOrder } from '../../contract/tier-order.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { scopeNodes } from '../../domain/scope-nodes.ts'
import { type Enforcer, enforceability } from '../../domain/tier/enforceable.ts'
import { overloadBecause, type ProposedOrder } from '../../domain/tier/impact.ts'
import { scopesMeet } from '../../domain/tier/lease-set.ts'
import { lowerTier } from '../../domain/tier/step-tier.ts'
import { mayBelong, mayBelongClause, notSwitchableRefusal } from '../../domain/tier/switchable.ts'
import { scopeText } from '../../format/scope-text.ts'
import { listOf } from '../../format/words.ts'
import { ApiFailure } from '../http/api-failure.ts'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { fitsOneSet } from './lease-set.ts'
import { leaseRuns } from './lease-time.ts'
import type { Ledger } from './ledger.ts'
import type { NodeLink } from './node-link.ts'
import type { NodeName } from './plan-order.ts'

/**
 * Refuses an order made from an older picture of what people ordered in its scope, and says what has changed since. What the
 * machine did meanwhile (an ending, a step of the policy, a repair) leaves the picture as it was.
 */
export function refuseOlder(
  ledger: Ledger,
  { seenRevision, scope }: { seenRevision: number; scope: Scope },
  nodes: readonly NodeName[],
): void {
  const since = ledger.since(seenRevision)?.filter(change => scopesMeet(change.scope, scope, nodes)) ?? null
  if (since !== null && since.length === 0) return
  const { leases } = ledger.book()
  const what =
    since === null
      ? `now tier ${orderedTier(leases)} is the most degraded one ordered, by ${leases.length} leases`
      : since
          .slice(0, 5)
          .map(({ text }) => text)
          .join('; ')
  throw new ApiFailure(
    'conflict',
    `The orders changed since this page was loaded: ${what}. Nothing was done.`,
  )
}

/** Refuses what is dangerous by accident: tiers 4 and 5 take a reason and a deliberate confirmation. */
export function refuseCareless(order: Pick<TierOrder, 'tier' | 'reason' | 'confirmed'>): void {
  if (order.tier < 4) return
  const name = `Tier ${order.tier} (${TIER_INFO[order.tier].name})`
  if (order.reason.trim() === '') throw new ApiFailure('unsafe', `${name} needs a reason.`)
  if (!order.confirmed) throw new ApiFailure('unsafe', `${name} needs to be confirmed: type the tier number.`)
}

/** Refuses what would bring more requests than the nodes were measured to take: the rule of the dialog (tiers.md, "Choosing"). */
export function refuseOverload(order: ProposedOrder, nodes: readonly NodeReading[]): void {
  const overload = overloadBecause(order, scopeNodes(nodes, order.scope))
  if (overload !== null) throw new ApiFailure('unsafe', overload)
}

/** Refuses a scope that names nothing known: a misspelt group would otherwise hold a lease over nobody. */
export function refuseUnknownScope(
  order: Pick<TierOrder, 'scope' | 'tier'>,
  nodes: readonly NodeName[],
): void {
  if (order.scope.kind === 'fleet' || order.tier === 1) return
  if (nodes.some(node => scopeCovers(order.scope, node))) return
  const known = order.scope.kind === 'node' ? nodes.map(({ id }) => id) : nodes.map(({ group }) => group)
  const names = [...new Set(known)].filter(name => name !== '').slice(0, 12)
  const perhaps = mayBelong(nodes, order.scope)
  const told = [
    `There is no ${scopeText(order.scope)}.`,
    names.length === 0 ? 'No node has answered yet.' : `Known: ${names.join(', ')}.`,
    ...(perhaps.length === 0 ? [] : [`${mayBelongClause(perhaps, order.scope)}.`]),
  ]
  throw new ApiFailure('not-found', told.join(' '))
}

/** Refuses a tier where no node takes orders at all: a lease over servers without an agent would look like one in force. */
export function refuseWithoutAgent(
  order: Pick<TierOrder, 'scope' | 'tier'>,
  nodes: readonly NodeReading[],
  links: Iterable<NodeLink>,
): void {
  for (const { target } of links) if (scopeCovers(order.scope, target)) return
  const refusal = notSwitchableRefusal(scopeNodes(nodes, order.scope), order.tier)
  if (refusal !== null) throw new ApiFailure('unsupported', refusal)
}

/** Refuses a tier that no node in the scope can enforce. @returns the nodes that cannot, where others can */
export function refuseUnenforceable(
  order: Pick<TierOrder, 'scope' | 'tier'>,
  links: Iterable<NodeLink>,
): { id: string }[] {
  if (order.tier === 1) return []
  const covered = [...links].filter(({ target }) => scopeCovers(order.scope, target)).map(toEnforcer)
  const { unable, refusal } = enforceability(covered, order.tier)
  if (refusal !== null) throw new ApiFailure('unsupported', refusal)
  return unable
}

export function toEnforcer({ target, adapter, enforces }: NodeLink): Enforcer {
  const enforcesUpTo = enforces === null ? null : enforces.reduce<Tier>(lowerTier, 1)
  return { id: target.id, adapter, enforcesUpTo }
}

/** Whether this dashboard may order, and why not: where every node that answers obeys another control plane it only watches. */
export function mayOrder(
  links: readonly NodeLink[],
  issuer: string,
): { allowed: boolean; why: string | null } {
  const heard = links.filter(({ says }) => says?.issuer != null)
  const foreign = heard.filter(({ says }) => says?.issuer !== issuer)
  if (foreign.length === 0) return { allowed: true, why: null }
  const named = listOf(foreign.map(({ target }) => target.id))
  const how = 'Take them over with "npx stormdeck tier takeover".'
  if (foreign.length === heard.length)
    return {
      allowed: false,
      why: `${named} ${foreign.length === 1 ? 'takes' : 'take'} orders from another control plane; this dashboard is read-only. ${how}`,
    }
  return {
    allowed: true,
    why: `${named} ${foreign.length === 1 ? 'takes' : 'take'} orders from another control plane. ${how}`,
  }
}

/** Refuses an order that would not reach some node, since as many are in force there already as one set can carry. */
export function refuseOverfull(book: TierBook, nodes: readonly NodeName[], clock: IssuerClock): void {
  const full = nodes.filter(
    node =>
      !fitsOneSet(book.leases.filter(lease => leaseRuns(lease, clock) && scopeCovers(lease.scope, node))),
  )
  if (full.length === 0) return
  const named = listOf(full.map(({ id }) => id))
  throw new ApiFailure(
    'conflict',
    `${named} cannot be sent one more order. Release one that is in force there first.`,
  )
}
