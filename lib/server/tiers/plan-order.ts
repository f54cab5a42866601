import { formatScope, orderedTier, TIER_INFO } from '@stormdeck/protocol'
import type { TierOrder } from '../../contract/tier-order.ts'
import { scopeInside, scopesMeet } from '../../domain/tier/lease-set.ts'
import { clipText } from '../../format/clip-text.ts'
import { scopeText } from '../../format/scope-text.ts'
import { listOf } from '../../format/words.ts'
import type { AuditDraft } from '../audit/audit-chain.ts'
import type { LeaseEnding, StoredLease } from '../store/stored-lease.ts'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { endOf, leaseRuns } from './lease-time.ts'
import type { Plan } from './ledger.ts'

export type NodeName = { id: string; group: string }

/** Who does something, and by which way. */
export type Actor = { by: string; via: AuditDraft['via'] }

type OrderContext = {
  clock: IssuerClock
  /** Every node that is known, to tell which scopes lie inside a group. */
  nodes: readonly NodeName[]
  actor: Actor
  origin: StoredLease['origin']
  leaseId: string
}

export type PlannedOrder = {
  plan: Plan | null
  lease: StoredLease | null
  /** Leases that the order ends. */
  ended: StoredLease[]
  /** Wider or narrower leases of people that still hold a more degraded tier somewhere in the scope. */
  stillHeld: StoredLease[]
}

/**
 * What an order does to the book. Tier 1 releases every lease inside the scope; any other tier makes a lease, which takes
 * the place of the one of the same origin and the very same scope. Leases of other scopes stay as they are (tiers.md).
 */
export function planOrder(book: TierBook, order: TierOrder, context: OrderContext): PlannedOrder {
  const { clock, nodes, actor, origin } = context
  const running = book.leases.filter(lease => leaseRuns(lease, clock))
  const revision = book.revision + 1
  const how: LeaseEnding = order.tier === 1 ? 'released' : 'replaced'
  const goes = (lease: StoredLease) =>
    order.tier === 1
      ? scopeInside(lease.scope, order.scope, nodes)
      : lease.origin === origin && formatScope(lease.scope) === formatScope(order.scope)
  const ended = running
    .filter(goes)
    .map(lease => ({ ...lease, revision, endedAt: clock.wallMs(), endedHow: how }))
  const lease = order.tier === 1 ? null : newLease(order, context, revision)
  const stillHeld = running.filter(
    held =>
      !goes(held) &&
      held.origin === 'person' &&
      held.tier > order.tier &&
      scopesMeet(held.scope, order.scope, nodes),
  )
  if (lease === null && ended.length === 0) return { plan: null, lease, ended, stillHeld }
  const put = lease === null ? ended : [...ended, lease]
  const text =
    order.tier === 1
      ? `${actor.by} switched ${scopeText(order.scope)} back to tier 1`
      : `${actor.by} ordered tier ${order.tier} for ${scopeText(order.scope)}`
  const line: AuditDraft = {
    at: clock.wallMs(),
    ...actor,
    action: order.tier === 1 ? 'tier.release' : 'tier.order',
    subject: formatScope(order.scope),
    reason: order.reason,
    before: picture(running),
    after: picture(running.filter(held => !goes(held)).concat(lease === null ? [] : [lease])),
  }
  return {
    plan: { to: { epoch: book.epoch, revision }, put, audit: [line], said: { text, scope: order.scope } },
    lease,
    ended,
    stillHeld,
  }
}

function newLease(
  order: TierOrder,
  { clock, actor, origin, leaseId }: OrderContext,
  revision: number,
): StoredLease {
  return {
    id: leaseId,
    tier: order.tier,
    scope: order.scope,
    origin,
    by: actor.by,
    reason: order.reason,
    startedAt: clock.wallMs(),
    ...endOf(order.durationMs, clock),
    drainPerSecond: order.drainPerSecond,
    revision,
    endedAt: null,
    endedHow: null,
  }
}

/** Leases that the audit spells out; of more, it keeps the count. */
export const MAX_PICTURED = 128

/** What is in force, as the audit keeps it before and after. */
export function picture(leases: readonly StoredLease[]) {
  return {
    ordered: orderedTier(leases),
    ...(leases.length > MAX_PICTURED ? { leftOut: leases.length - MAX_PICTURED } : {}),
    leases: leases.slice(0, MAX_PICTURED).map(lease => ({
      id: lease.id,
      tier: lease.tier,
      scope: formatScope(lease.scope),
      origin: lease.origin,
      endsAt: lease.endsAt,
    })),
  }
}

/** One sentence for the person who ordered, at most 500 characters. */
export function orderSentence(order: TierOrder, planned: PlannedOrder): string {
  const scope = scopeText(order.scope)
  const held = planned.stillHeld.map(
    lease => `tier ${lease.tier} on ${clipText(scopeText(lease.scope), 80)} by ${lease.by}`,
  )
  const but = held.length === 0 ? '' : clipText(` Still in force there: ${listOf(held, 2)}.`, 280)
  if (planned.lease !== null)
    return `Tier ${order.tier} (${TIER_INFO[order.tier].name}) is ordered for ${scope}.${but}`
  if (planned.ended.length === 0) return `Nothing was in force inside ${scope}.${but}`
  const n = planned.ended.length
  return `Released ${n === 1 ? 'one lease' : `${n} leases`} inside ${scope}.${but}`
}
