import { NO_DATA_AFTER_MS, type Tier } from '@stormdeck/protocol'
import type { LeaseInForce } from '../../domain/fleet-state.ts'
import { cannotEnforce } from '../../domain/tier/enforceable.ts'
import { NOT_STORED } from '../../domain/tier/not-stored.ts'
import { formatDuration } from '../../format/duration.ts'
import type { TierBook } from '../store/tier-records.ts'
import { mayOrder, toEnforcer } from './check-order.ts'
import { foreignBecause } from './foreign-because.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { orderedFor } from './lease-set.ts'
import { leaseRuns, toLeaseInForce } from './lease-time.ts'
import { makeLink, type NodeLink } from './node-link.ts'
import type { NodeName } from './plan-order.ts'

export type Standing = {
  revision: number
  policyMode: TierBook['policyMode']
  leases: LeaseInForce[]
  mayOrder: { allowed: boolean; why: string | null }
  /**
   * Every node heard of or expected: what it ought to enforce, what it says, and why they differ (`null`: they do not).
   * `unable`: waiting will not change that. `note`: what there is to know although they do not differ.
   */
  nodes: {
    id: string
    group: string
    ordered: Tier
    effective: Tier | null
    missing: string | null
    unable: boolean
    note: string | null
  }[]
}

/** Orders and nodes as they stand, from what agents said themselves. */
export function describeStanding(
  book: TierBook,
  links: ReadonlyMap<string, NodeLink>,
  expected: readonly NodeName[],
  clock: IssuerClock,
): Standing {
  const unheard = expected.filter(({ id }) => !links.has(id))
  return {
    revision: book.revision,
    policyMode: book.policyMode,
    leases: book.leases.filter(lease => leaseRuns(lease, clock)).map(lease => toLeaseInForce(lease, clock)),
    mayOrder: mayOrder([...links.values()], book.issuer),
    nodes: [...links.values(), ...unheard.map(node => makeLink({ ...node, url: '' }))].map(link => {
      const { id, group } = link.target
      const ordered = orderedFor(book, link.target, clock)
      const silent = silentBecause(link, clock)
      const says = silent === null ? link.says : null
      return {
        id,
        group,
        ordered,
        effective: says?.effective ?? null,
        missing: silent ?? missing(book, link, ordered, clock),
        unable: cannotEnforce(toEnforcer(link), ordered),
        note: ordered > 1 && says?.durable === false ? NOT_STORED : null,
      }
    }),
  }
}

/** The last word of a node that is not heard any more says nothing about now. */
function silentBecause({ says }: NodeLink, clock: IssuerClock): string | null {
  if (says === null) return 'has not answered yet'
  const silentMs = clock.monoMs() - says.heardAtMono
  return silentMs > NO_DATA_AFTER_MS ? `silent for ${formatDuration(silentMs)}` : null
}

function missing(book: TierBook, link: NodeLink, ordered: Tier, clock: IssuerClock): string | null {
  const { says, failure, ahead } = link
  if (says === null) return null
  if (says.issuer !== null && says.issuer !== book.issuer)
    return foreignBecause(book, link.target, link, clock)
  if (ahead) return 'reports a revision that this store never gave out'
  if (says.epoch !== book.epoch || says.revision !== book.revision)
    return failure ?? 'has not confirmed the newest orders yet'
  if (says.effective === ordered) return null
  return cannotEnforce(toEnforcer(link), ordered)
    ? `cannot enforce tier ${ordered}, and is at tier ${says.effective}`
    : `enforces tier ${says.effective}`
}
