import { type LeaseSet, MAX_LEASES, orderedTier, scopeCovers, type Tier } from '@stormdeck/protocol'
import type { StoredLease } from '../store/stored-lease.ts'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { leaseRemainingMs, leaseRuns, toLease } from './lease-time.ts'
import { leaseWeight } from './lease-weight.ts'

type NodeName = { id: string; group: string }

/** What the leases of one set may take as JSON: the payload is limited to 32,768 characters of base64url (4 for 3 bytes). */
const MAX_SET_BYTES = (32_768 * 3) / 4 - 512
/** So many fit however long their texts are. */
const ALWAYS_FIT = 6

/** Leases that run and apply to the node; never more than a set may hold, people's and the most degraded first. */
export function leasesFor(book: TierBook, node: NodeName, clock: IssuerClock): StoredLease[] {
  const all = book.leases.filter(lease => leaseRuns(lease, clock) && scopeCovers(lease.scope, node))
  if (fitsOneSet(all)) return all
  const first = all.sort((a, b) => leaseWeight(b) - leaseWeight(a)).slice(0, MAX_LEASES)
  while (!fitsOneSet(first)) first.pop()
  return first
}

/** True when a node can be sent all of these, by their number and by their size. */
export function fitsOneSet(leases: readonly StoredLease[]): boolean {
  if (leases.length <= ALWAYS_FIT) return true
  const bytes = leases.reduce(
    (sum, lease) => sum + Buffer.byteLength(JSON.stringify(toLease(lease, lease.durationMs))) + 1,
    0,
  )
  return leases.length <= MAX_LEASES && bytes <= MAX_SET_BYTES
}

/** The tier that the book orders on the node now. */
export function orderedFor(book: TierBook, node: NodeName, clock: IssuerClock): Tier {
  return orderedTier(leasesFor(book, node, clock))
}

/**
 * The complete set for one node, with what is left of each lease at this moment.
 * @param takeover takes the node from another issuer
 */
export function leaseSetFor(
  book: TierBook,
  node: NodeName,
  { clock, takeover }: { clock: IssuerClock; takeover: boolean },
): LeaseSet {
  return {
    format: 'stormdeck.lease-set.v1',
    issuer: book.issuer,
    epoch: book.epoch,
    audience: node.id,
    revision: book.revision,
    issuedAt: clock.wallMs(),
    takeover,
    auditHead: book.auditHead.seq === 0 ? null : book.auditHead.hash,
    leases: leasesFor(book, node, clock).map(lease => toLease(lease, leaseRemainingMs(lease, clock))),
  }
}
