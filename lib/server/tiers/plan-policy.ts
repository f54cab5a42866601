import type { StoredLease } from '../store/stored-lease.ts'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { endOf, leaseRemainingMs, leaseRuns } from './lease-time.ts'
import type { Plan } from './ledger.ts'
import { picture } from './plan-order.ts'
import type { PolicyPlace } from './policy-runner.ts'

/** A policy's lease is short and renewed while it is wanted, so that it ends soon after a dashboard that died. */
export const POLICY_LEASE_MS = 5 * 60_000
const RENEW_BELOW_MS = POLICY_LEASE_MS / 2

/**
 * Brings the policy's leases to its places: one change for all nodes together, `null` when they are there already. With
 * no places (off, advise) every lease of the policy is released.
 */
export function planPolicy(
  book: TierBook,
  places: ReadonlyMap<string, PolicyPlace>,
  { clock, makeId }: { clock: IssuerClock; makeId: () => string },
): Plan | null {
  const revision = book.revision + 1
  const running = book.leases.filter(lease => lease.origin === 'policy' && leaseRuns(lease, clock))
  const ended = running
    .filter(lease => (places.get(lease.scope.name ?? '')?.state.tier ?? 1) !== lease.tier)
    .map((lease): StoredLease => ({ ...lease, revision, endedAt: clock.wallMs(), endedHow: 'released' }))
  const held = running.filter(lease => !ended.some(({ id }) => id === lease.id))
  const renewed = held
    .filter(lease => (leaseRemainingMs(lease, clock) ?? 0) < RENEW_BELOW_MS)
    .map(lease => ({ ...lease, revision, ...endOf(POLICY_LEASE_MS, clock) }))
  const made = [...places]
    .filter(([node, { state }]) => state.tier > 1 && !held.some(lease => lease.scope.name === node))
    .map(([node, place]) => newPolicyLease(node, place, { revision, clock, id: makeId() }))
  const put = [...ended, ...renewed, ...made]
  if (put.length === 0) return null
  const nodes = [...new Set(put.map(lease => lease.scope.name))].slice(0, 6).join(', ')
  return {
    to: { epoch: book.epoch, revision },
    put,
    said: `the policy changed ${nodes}`,
    audit: [
      {
        at: clock.wallMs(),
        by: 'policy',
        via: 'policy',
        action: made.length > 0 ? 'tier.order' : ended.length > 0 ? 'tier.release' : 'tier.extend',
        subject: nodes.slice(0, 200),
        reason: made[0]?.reason ?? (ended.length > 0 ? 'no longer needed' : 'still needed'),
        before: picture(running),
        after: picture([
          ...held.filter(lease => !renewed.some(({ id }) => id === lease.id)),
          ...renewed,
          ...made,
        ]),
      },
    ],
  }
}

function newPolicyLease(
  node: string,
  { state, why }: PolicyPlace,
  { revision, clock, id }: { revision: number; clock: IssuerClock; id: string },
): StoredLease {
  return {
    id,
    tier: state.tier,
    scope: { kind: 'node', name: node },
    origin: 'policy',
    by: 'policy',
    reason: why,
    startedAt: clock.wallMs(),
    ...endOf(POLICY_LEASE_MS, clock),
    drainPerSecond: null,
    revision,
    endedAt: null,
    endedHow: null,
  }
}
