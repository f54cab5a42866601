import type { StoredLease } from '../store/stored-lease.ts'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { leaseRemainingMs } from './lease-time.ts'

/**
 * After a reboot of the host: what is left of each lease is worked out once, when it is first read, and from then on
 * counted on this boot's monotonic clock, so that a later jump of the wall clock cannot lengthen it.
 */
export function createRebase(clock: IssuerClock): (book: TierBook) => TierBook {
  const ends = new Map<string, number>()
  const rebased = (lease: StoredLease): StoredLease => {
    if (lease.endsMono === null || lease.bootId === clock.bootId) return lease
    const name = `${lease.id} ${lease.revision}`
    const endsMono = ends.get(name) ?? clock.monoMs() + (leaseRemainingMs(lease, clock) ?? 0)
    ends.set(name, endsMono)
    return { ...lease, bootId: clock.bootId, endsMono }
  }
  return book => ({ ...book, leases: book.leases.map(rebased) })
}
