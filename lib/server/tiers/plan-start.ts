import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { Plan } from './ledger.ts'

/**
 * What a process does to the book before anything else. It begins an epoch of its own, numbered by the time: should the
 * database have been put back by hand, no revision is given out twice with different orders, and agents that hold newer
 * ones are recognised by the ceiling of the epoch before.
 */
export function planStart(book: TierBook, clock: IssuerClock): Plan {
  const at = clock.wallMs()
  const epoch = Math.max(book.epoch + 1, Math.floor(at / 1_000))
  const revision = book.revision + 1
  const before = { epoch: book.epoch, revision: book.revision }
  return {
    to: { epoch, revision },
    // Their ends count on this boot's clock now.
    put: book.leases,
    said: null,
    audit: [
      {
        at,
        by: 'stormdeck',
        via: 'system',
        action: 'store.start',
        subject: 'store',
        reason: '',
        before,
        after: { epoch, revision },
      },
    ],
  }
}
