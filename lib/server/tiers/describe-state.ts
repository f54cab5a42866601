import type { TierState } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { orderedTierAmong } from '../../domain/tier/lease-set.ts'
import { orderable } from '../../domain/tier/orderable.ts'
import { recommend } from '../../domain/tier/recommend.ts'
import { safeToStepUp } from '../../domain/tier/safe-to-step-up.ts'
import type { TierBook } from '../store/tier-records.ts'
import { appliedState } from './applied-state.ts'
import { mayOrder } from './check-order.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { leaseRuns, toLeaseInForce } from './lease-time.ts'
import type { NodeLink } from './node-link.ts'

/** The part of the judged state that is about tiers. */
export function describeState(
  book: TierBook,
  nodes: readonly NodeReading[],
  links: ReadonlyMap<string, NodeLink>,
  clock: IssuerClock,
): TierState {
  const leases = book.leases
    .filter(lease => leaseRuns(lease, clock))
    .map(lease => toLeaseInForce(lease, clock))
  return {
    leases,
    leasesLeftOut: 0,
    revision: book.revision,
    ordered: orderedTierAmong(leases, nodes, clock.wallMs()),
    recommended: book.policyMode === 'off' ? null : recommend(nodes, book.issuer),
    policyMode: book.policyMode,
    safeToStepUp: stepUpSafety(nodes, book.issuer),
    applied: appliedState(book, nodes, links, clock),
    mayOrder: mayOrder([...links.values()], book.issuer),
  }
}

/** Whether the nodes that take orders of this store could be stepped up; what no order reaches says nothing about that. */
function stepUpSafety(nodes: readonly NodeReading[], issuer: string): TierState['safeToStepUp'] {
  const ours = orderable(nodes, issuer)
  return ours.length === 0 && nodes.length > 0
    ? { safe: null, why: 'no node takes orders of this dashboard' }
    : safeToStepUp(ours)
}
