import { orderedTier, scopeCovers, TIER_INFO } from '@stormdeck/protocol'
import type { TierOrder } from '../../contract/tier-order.ts'
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

/** Refuses an order made from an older picture, and says what has changed since. */
export function refuseOlder(ledger: Ledger, seenRevision: number): void {
  const { revision, leases } = ledger.book()
  if (seenRevision === revision) return
  const since = seenRevision < revision ? ledger.since(seenRevision) : null
  const what =
    since === null || since.length === 0
      ? `now tier ${orderedTier(leases)} is the most degraded one ordered, by ${leases.length} leases`
      : since.slice(0, 5).join('; ')
  throw new ApiFailure(
    'conflict',
    `The orders changed since your screen was drawn: ${what}. Nothing was done.`,
  )
}

/** Refuses what is dangerous by accident: tiers 4 and 5 take a reason and a deliberate confirmation. */
export function refuseCareless(order: Pick<TierOrder, 'tier' | 'reason' | 'confirmed'>): void {
  if (order.tier < 4) return
  const name = `Tier ${order.tier} (${TIER_INFO[order.tier].name})`
  if (order.reason.trim() === '') throw new ApiFailure('unsafe', `${name} needs a reason.`)
  if (!order.confirmed) throw new ApiFailure('unsafe', `${name} needs to be confirmed: type the tier number.`)
}

/** Refuses a scope that names nothing known: a misspelt group would otherwise hold a lease over nobody. */
export function refuseUnknownScope(
  order: Pick<TierOrder, 'scope' | 'tier'>,
  nodes: readonly NodeName[],
): void {
  if (order.scope.kind === 'fleet' || order.tier === 1) return
  if (nodes.some(node => scopeCovers(order.scope, node))) return
  const known = order.scope.kind === 'node' ? nodes.map(({ id }) => id) : nodes.map(({ group }) => group)
  const names = [...new Set(known)].slice(0, 12).join(', ')
  throw new ApiFailure(
    'not-found',
    `There is no ${scopeText(order.scope)}. ${names === '' ? 'No node has answered yet.' : `Known: ${names}.`}`,
  )
}

/** Refuses a tier that some agent in the scope cannot enforce, naming adapter and nodes. */
export function refuseUnenforceable(
  order: Pick<TierOrder, 'scope' | 'tier'>,
  links: Iterable<NodeLink>,
): void {
  const unable = [...links].filter(
    link =>
      link.enforces !== null && scopeCovers(order.scope, link.target) && !link.enforces.includes(order.tier),
  )
  if (order.tier === 1 || unable.length === 0) return
  const adapters = [...new Set(unable.map(link => link.adapter ?? 'this adapter'))].join(', ')
  const ids = unable.map(link => link.target.id)
  const named = ids.length > 6 ? `${ids.slice(0, 6).join(', ')} and ${ids.length - 6} more` : ids.join(', ')
  throw new ApiFailure(
    'unsupported',
    `Tier ${order.tier} (${TIER_INFO[order.tier].name}) is not yet supported by ${adapters} on ${named}.`,
  )
}

/** Refuses to order where every node that answers obeys another control plane: this screen may only watch. */
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
      why: `Another control plane is obeyed by ${named}; this screen only watches. ${how}`,
    }
  return { allowed: true, why: `${named} obey another control plane. ${how}` }
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
