import type { LeaseChange } from '../../contract/tier-order.ts'
import { scopeText } from '../../format/scope-text.ts'
import { ApiFailure } from '../http/api-failure.ts'
import type { StoredLease } from '../store/stored-lease.ts'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { endOf, leaseRemainingMs, leaseRuns } from './lease-time.ts'
import type { Plan } from './ledger.ts'
import { type Actor, picture } from './plan-order.ts'

/**
 * Releases one lease, or gives it a new time from now (a new revision, so that agents may move its end later).
 * @throws ApiFailure `not-found` when it does not run any more; `unsafe` when extending would end it earlier
 */
export function planChange(
  book: TierBook,
  id: string,
  change: LeaseChange,
  { clock, actor }: { clock: IssuerClock; actor: Actor },
): { plan: Plan; lease: StoredLease } {
  const running = book.leases.filter(lease => leaseRuns(lease, clock))
  const held = running.find(lease => lease.id === id)
  if (held === undefined) throw new ApiFailure('not-found', 'This lease is not in force any more.')
  const revision = book.revision + 1
  const released = change.change === 'release'
  if (!released) refuseEarlierEnd(held, change.durationMs, clock)
  const lease: StoredLease = released
    ? { ...held, revision, endedAt: clock.wallMs(), endedHow: 'released' }
    : { ...held, revision, ...endOf(change.durationMs, clock) }
  const name = `tier ${held.tier} on ${scopeText(held.scope)}`
  const plan: Plan = {
    to: { epoch: book.epoch, revision },
    put: [lease],
    said: { text: `${actor.by} ${released ? 'released' : 'extended'} ${name}`, scope: held.scope },
    audit: [
      {
        at: clock.wallMs(),
        ...actor,
        action: released ? 'tier.release' : 'tier.extend',
        subject: id,
        reason: change.reason,
        before: picture([held]),
        after: picture(released ? [] : [lease]),
      },
    ],
  }
  return { plan, lease }
}

function refuseEarlierEnd(held: StoredLease, durationMs: number | null, clock: IssuerClock): void {
  const leftMs = leaseRemainingMs(held, clock)
  if (durationMs === null || (leftMs !== null && leftMs <= durationMs)) return
  throw new ApiFailure('unsafe', 'It already holds longer; release it instead.')
}
