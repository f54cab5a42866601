import { formatScope } from '@stormdeck/protocol'
import type { StoredLease } from '../store/stored-lease.ts'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { endOf } from './lease-time.ts'
import type { Plan } from './ledger.ts'
import type { NodeSays } from './node-link.ts'
import { picture } from './plan-order.ts'

/** How far above the store an agent may claim to be and still be believed. */
const BELIEVED = { epochs: 1_000, revisions: 1_000_000_000 }

/** True when a node of this store holds a set that the store does not know of: it was restored or cut short. */
export function isAhead(book: TierBook, says: Pick<NodeSays, 'epoch' | 'revision'>): boolean {
  if (says.epoch > book.epoch) return true
  const ceiling = says.epoch === book.epoch ? book.revision : book.ceilings[says.epoch]
  return ceiling !== undefined && says.revision > ceiling
}

/** True when a claim could come from this store before it was restored or cut short. */
export function believable(book: TierBook, says: Pick<NodeSays, 'epoch' | 'revision'>): boolean {
  return says.epoch <= book.epoch + BELIEVED.epochs && says.revision <= book.revision + BELIEVED.revisions
}

/**
 * A restored (or cut) store goes on above the highest revision an agent reports, under a new epoch. Leases the agent holds
 * and the store never heard of are kept on that node alone: ending them unasked could end a measure in the middle of a
 * storm, and believing them for a whole group would let one broken agent speak for others.
 */
export function planGoAbove(
  book: TierBook,
  node: { id: string },
  says: NodeSays,
  {
    clock,
    makeId,
    unknownLeases,
  }: { clock: IssuerClock; makeId: () => string; unknownLeases: readonly string[] },
): Plan {
  // Another node may have raised the epoch already; this one's leases still have to be kept.
  const epoch = says.epoch < book.epoch ? book.epoch : says.epoch + 1
  const revision = Math.max(book.revision, says.revision) + 1
  const kept = says.leases
    .filter(lease => unknownLeases.includes(lease.id) && lease.remainingMs !== 0)
    .map(
      (lease): StoredLease => ({
        // Other nodes may hold the same lease: each keeps one of its own.
        id: makeId(),
        tier: lease.tier,
        scope: { kind: 'node', name: node.id },
        origin: lease.origin,
        by: lease.by,
        reason: `kept from ${node.id} after a restore (${formatScope(lease.scope)}): ${lease.reason}`.slice(
          0,
          280,
        ),
        startedAt: lease.startedAt,
        ...endOf(lease.remainingMs, clock),
        drainPerSecond: lease.drainPerSecond,
        revision,
        endedAt: null,
        endedHow: null,
      }),
    )
  return {
    to: { epoch, revision },
    put: kept,
    said: `the store went on above revision ${says.epoch}.${says.revision}, which ${node.id} reports`,
    audit: [
      {
        at: clock.wallMs(),
        by: 'stormdeck',
        via: 'system',
        action: 'store.continue',
        subject: `node:${node.id}`,
        reason: 'an agent holds a newer revision than the store: it was restored or cut short',
        before: {
          epoch: book.epoch,
          revision: book.revision,
          agent: { epoch: says.epoch, revision: says.revision },
        },
        after: { epoch, revision, kept: picture(kept) },
      },
    ],
  }
}
