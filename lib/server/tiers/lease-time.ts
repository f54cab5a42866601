import type { Lease } from '@stormdeck/protocol'
import type { LeaseInForce } from '../../domain/fleet-state.ts'
import type { StoredLease } from '../store/stored-lease.ts'
import type { IssuerClock } from './issuer-clock.ts'

/**
 * What is left of a lease, ms; `null`: until released. By the monotonic clock within one boot of the host, so that a jump
 * of the wall clock moves no end. After a reboot the shorter of wall clock and the length it was ordered for (tiers.md).
 */
export function leaseRemainingMs(lease: StoredLease, clock: IssuerClock): number | null {
  if (lease.endsAt === null || lease.endsMono === null) return null
  if (lease.bootId === clock.bootId) return Math.max(0, lease.endsMono - clock.monoMs())
  const byWall = lease.endsAt - clock.wallMs()
  return Math.max(0, Math.min(byWall, lease.durationMs ?? byWall))
}

export function leaseRuns(lease: StoredLease, clock: IssuerClock): boolean {
  return lease.endedAt === null && leaseRemainingMs(lease, clock) !== 0
}

/** When a lease of this length ends, in both clocks. `null`: until released. */
export function endOf(durationMs: number | null, clock: IssuerClock) {
  return {
    durationMs,
    endsAt: durationMs === null ? null : clock.wallMs() + durationMs,
    endsMono: durationMs === null ? null : clock.monoMs() + durationMs,
    bootId: clock.bootId,
  }
}

/** What people and agents are both given of a lease: all but its end, which each side counts on a clock of its own. */
function leaseTerms({ id, tier, scope, origin, by, reason, startedAt, drainPerSecond }: StoredLease) {
  return { id, tier, scope, origin, by, reason, startedAt, drainPerSecond }
}

/** A lease as people see it; its end by the wall clock as that is now. */
export function toLeaseInForce(lease: StoredLease, clock: IssuerClock): LeaseInForce {
  const remainingMs = leaseRemainingMs(lease, clock)
  return {
    ...leaseTerms(lease),
    endsAt: remainingMs === null ? null : Math.round(clock.wallMs() + remainingMs),
  }
}

/**
 * A lease as it is sent to an agent.
 * @param remainingMs what is left of it; rounded down, since an end may come a moment early and never late
 */
export function toLease(lease: StoredLease, remainingMs: number | null): Lease {
  return { ...leaseTerms(lease), remainingMs: remainingMs === null ? null : Math.floor(remainingMs) }
}
