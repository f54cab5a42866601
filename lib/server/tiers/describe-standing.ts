import { NO_DATA_AFTER_MS, type Tier } from '@stormdeck/protocol'
import type { LeaseInForce } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { cannotEnforce } from '../../domain/tier/enforceable.ts'
import { NOT_STORED } from '../../domain/tier/not-stored.ts'
import { cannotSwitch } from '../../domain/tier/switchable.ts'
import { formatDuration } from '../../format/duration.ts'
import type { TierBook } from '../store/tier-records.ts'
import { mayOrder, toEnforcer } from './check-order.ts'
import { foreignBecause } from './foreign-because.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { orderedFor } from './lease-set.ts'
import { leaseRuns, toLeaseInForce } from './lease-time.ts'
import type { NodeLink } from './node-link.ts'
import { unseenBecause } from './unseen-because.ts'

const NOT_HEARD = 'has not answered yet'

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
    /** Empty: an agent that was never heard, and whose group nobody configured. */
    group: string
    /** False: known from Prometheus only, so that no order reaches it. */
    hasAgent: boolean
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
  expected: readonly NodeReading[],
  clock: IssuerClock,
): Standing {
  const rows = new Map(expected.map(row => [row.id, row]))
  const unheard = expected.filter(({ id }) => !links.has(id))
  return {
    revision: book.revision,
    policyMode: book.policyMode,
    leases: book.leases.filter(lease => leaseRuns(lease, clock)).map(lease => toLeaseInForce(lease, clock)),
    mayOrder: mayOrder([...links.values()], book.issuer),
    nodes: [
      ...[...links.values()].map(link => heardNode(book, link, rows.get(link.target.id), clock)),
      ...unheard.map(row => unheardNode(book, row, clock)),
    ],
  }
}

function heardNode(book: TierBook, link: NodeLink, row: NodeReading | undefined, clock: IssuerClock) {
  const { id, group } = link.target
  const ordered = orderedFor(book, link.target, clock)
  const silent = silentBecause(link, row, clock)
  const says = silent === null ? link.says : null
  return {
    id,
    group,
    hasAgent: true,
    ordered,
    effective: says?.effective ?? null,
    missing: silent ?? missing(book, link, ordered, clock),
    unable: cannotEnforce(toEnforcer(link), ordered),
    note: ordered > 1 && says?.durable === false ? NOT_STORED : null,
  }
}

/** A node that is expected and has not said anything to this process. */
function unheardNode(book: TierBook, row: NodeReading, clock: IssuerClock) {
  const without = cannotSwitch(row)
  return {
    id: row.id,
    group: row.group,
    hasAgent: without === null,
    ordered: orderedFor(book, row, clock),
    effective: null,
    missing: without ?? unseenBecause(row) ?? NOT_HEARD,
    unable: without !== null,
    note: null,
  }
}

/** The last word of a node that is not heard any more says nothing about now. */
function silentBecause({ says }: NodeLink, row: NodeReading | undefined, clock: IssuerClock): string | null {
  if (says === null) return NOT_HEARD
  const silentMs = clock.monoMs() - says.heardAtMono
  if (silentMs <= NO_DATA_AFTER_MS) return null
  // Its row knows more than that where it answers, and not with a status, or where nobody lists it any more.
  const why = row?.reach === 'refused' || row?.reach === 'vanished' ? unseenBecause(row) : null
  return why ?? `silent for ${formatDuration(silentMs)}`
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
