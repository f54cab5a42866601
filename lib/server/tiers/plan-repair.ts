import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { leasesFor } from './lease-set.ts'
import { leaseRemainingMs } from './lease-time.ts'
import type { Plan } from './ledger.ts'
import type { NodeLink } from './node-link.ts'

/** A lease this close to its end is not worth reviving: clocks of two hosts differ by as much. */
const WORTH_REVIVING_MS = 1_500

/** Ids of leases that a node under the present revision has lost, e.g. with a damaged journal. */
export function lostLeases(book: TierBook, link: NodeLink, clock: IssuerClock): string[] {
  const { says } = link
  if (says === null || says.issuer !== book.issuer) return []
  if (says.epoch !== book.epoch || says.revision !== book.revision) return []
  const held = new Set(says.leases.map(lease => lease.id))
  return leasesFor(book, link.target, clock)
    .filter(
      lease =>
        !held.has(lease.id) &&
        (leaseRemainingMs(lease, clock) ?? Number.POSITIVE_INFINITY) > WORTH_REVIVING_MS,
    )
    .map(lease => lease.id)
}

/** The same orders under a new revision, since an agent revives no lease within one. */
export function planRepair(
  book: TierBook,
  nodeId: string,
  lost: readonly string[],
  clock: IssuerClock,
): Plan {
  const revision = book.revision + 1
  return {
    to: { epoch: book.epoch, revision },
    put: [],
    said: null,
    audit: [
      {
        at: clock.wallMs(),
        by: 'stormdeck',
        via: 'system',
        action: 'tier.repair',
        subject: `node:${nodeId}`,
        reason: 'the node reports the present revision without a lease of it',
        before: { lost },
        after: { revision },
      },
    ],
  }
}
