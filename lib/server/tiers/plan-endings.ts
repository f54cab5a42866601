import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { leaseRemainingMs, leaseRuns } from './lease-time.ts'
import type { Plan } from './ledger.ts'
import { picture } from './plan-order.ts'

/** Writes down the leases whose time is over; `null` when none is. Agents end them by themselves. */
export function planEndings(book: TierBook, clock: IssuerClock): Plan | null {
  const over = book.leases.filter(lease => !leaseRuns(lease, clock))
  if (over.length === 0) return null
  const revision = book.revision + 1
  const at = clock.wallMs()
  return {
    to: { epoch: book.epoch, revision },
    put: over.map(lease => ({ ...lease, revision, endedAt: at, endedHow: 'time' })),
    said: null,
    audit: over.map(lease => ({
      at,
      by: 'stormdeck',
      via: 'system',
      action: 'tier.end',
      subject: lease.id,
      reason: 'its time was over',
      before: picture([lease]),
      after: picture([]),
    })),
  }
}

/** Milliseconds until the next lease ends; `null` when none will by itself. */
export function nextEndingMs(book: TierBook, clock: IssuerClock): number | null {
  const left = book.leases.map(lease => leaseRemainingMs(lease, clock)).filter(ms => ms !== null)
  return left.length === 0 ? null : Math.min(...left)
}
