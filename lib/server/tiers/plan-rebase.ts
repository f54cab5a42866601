import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { leaseRemainingMs } from './lease-time.ts'
import type { Plan } from './ledger.ts'

/**
 * After a reboot of the host: what is left of each lease is worked out once and from then on counted on this boot's
 * monotonic clock, so that a later jump of the wall clock cannot lengthen it. `null` when nothing is of another boot.
 */
export function planRebase(book: TierBook, clock: IssuerClock): Plan | null {
  const foreign = book.leases.filter(lease => lease.endsMono !== null && lease.bootId !== clock.bootId)
  if (foreign.length === 0) return null
  const put = foreign.map(lease => ({
    ...lease,
    bootId: clock.bootId,
    endsMono: clock.monoMs() + (leaseRemainingMs(lease, clock) ?? 0),
  }))
  return { to: { epoch: book.epoch, revision: book.revision }, put, audit: [], said: 'the host was rebooted' }
}
