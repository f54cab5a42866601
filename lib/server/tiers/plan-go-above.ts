import { compareRevision } from '@stormdeck/protocol'
import type { KeptNodes, TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { keepLeases } from './keep-leases.ts'
import { leaseRemainingMs } from './lease-time.ts'
import type { Plan } from './ledger.ts'
import type { NodeLink, NodeSays } from './node-link.ts'
import { picture } from './plan-order.ts'

/** How far above the store an agent may claim to be and still be believed. */
const BELIEVED = { epochs: 1_000_000_000, revisions: 1_000_000_000 }

/** True when a node of this store holds a set that the store does not know of: it was restored or cut short. */
export function isAhead(book: TierBook, says: Pick<NodeSays, 'epoch' | 'revision'>): boolean {
  if (says.epoch > book.epoch) return true
  const ceiling = says.epoch === book.epoch ? book.revision : book.ceilings[says.epoch]
  if (ceiling !== undefined) return says.revision > ceiling
  // An epoch this store never began, unless it is older than the ones it remembers.
  return says.epoch > Math.min(...Object.keys(book.ceilings).map(Number))
}

/** True when a node knows more than this store, and must not be told anything before its leases are kept. */
export function knowsMore(book: TierBook, { says, caughtUpTo }: NodeLink): boolean {
  if (says === null || says.issuer !== book.issuer || !isAhead(book, says)) return false
  return caughtUpTo === null || compareRevision(says, caughtUpTo) > 0
}

/** True when a claim could come from this store before it was restored or cut short. */
export function believable(
  book: TierBook,
  says: Pick<NodeSays, 'epoch' | 'revision'>,
  clock: IssuerClock,
): boolean {
  // Epochs are numbered by the time they began at (seconds).
  const newest = Math.max(book.epoch, Math.floor(clock.wallMs() / 1_000))
  return says.epoch <= newest + BELIEVED.epochs && says.revision <= book.revision + BELIEVED.revisions
}

/**
 * A restored (or cut) store goes on above the highest revision an agent reports, under a new epoch, and keeps what the agent
 * holds and the store never heard of.
 */
export function planGoAbove(
  book: TierBook,
  node: { id: string },
  says: NodeSays,
  {
    clock,
    unknownLeases,
    kept: keptBefore,
  }: { clock: IssuerClock; unknownLeases: readonly string[]; kept: KeptNodes },
): Plan {
  // Another node may have raised the epoch already; this one's leases still have to be kept.
  const epoch = says.epoch < book.epoch ? book.epoch : says.epoch + 1
  const revision = Math.max(book.revision, says.revision) + 1
  const only = [...unknownLeases, ...extendedLeases(book, says, clock)]
  const news = { ...says, leases: says.leases.filter(({ id }) => only.includes(id)) }
  const parts = { clock, revision, why: 'kept after a restore', kept: keptBefore }
  const kept = keepLeases(book, [{ id: node.id, says: news }], parts)
  return {
    to: { epoch, revision },
    put: kept,
    said: null,
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

/** Leases that run here too, and on the node for longer: an extension that the store lost. */
function extendedLeases(book: TierBook, says: NodeSays, clock: IssuerClock): string[] {
  const ageMs = clock.monoMs() - says.heardAtMono
  return says.leases
    .filter(held => {
      const known = book.leases.find(({ id }) => id === held.id)
      const left = known === undefined ? null : leaseRemainingMs(known, clock)
      if (known === undefined || left === null) return false
      return held.remainingMs === null || held.remainingMs - ageMs > left
    })
    .map(({ id }) => id)
}
