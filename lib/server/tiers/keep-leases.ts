import { createHash } from 'node:crypto'
import {
  formatScope,
  type Lease,
  MAX_LEASES,
  MAX_SCOPE_NODES,
  nodesScope,
  scopeNodeIds,
} from '@stormdeck/protocol'
import { clipText } from '../../format/clip-text.ts'
import type { StoredLease } from '../store/stored-lease.ts'
import type { KeptNodes, TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { endOf, leaseRemainingMs, leaseRuns } from './lease-time.ts'
import { leaseWeight } from './lease-weight.ts'
import type { NodeSays } from './node-link.ts'

/** Ends of one lease as several nodes tell them differ by the way of the statuses; within this they are one end. */
const SAME_END_MS = 2_000

const hash = (text: string, length: number) =>
  createHash('sha256').update(text).digest('hex').slice(0, length)

/** What the ids of all leases begin with under which a lease of elsewhere is kept here. */
export const keptPrefix = (leaseId: string) => `K${hash(leaseId, 16)}`

/** True for a lease that was kept from elsewhere: neither an order of people here nor one of the policy here. */
export const isKept = ({ id }: Pick<StoredLease, 'id'>) => id.startsWith('K')

/** The prefixes for everything that these nodes hold, for looking up what has been kept of it already. */
export const keptPrefixes = (says: readonly (NodeSays | null)[]): string[] => [
  ...new Set(says.flatMap(one => (one?.leases ?? []).map(({ id }) => keptPrefix(id)))),
]

/**
 * What nodes hold and this store never ordered, as leases of those nodes alone: one for up to 16 of them that hold the same.
 * Ending them unasked could end a measure in the middle of a storm, and believing them for a whole group would let one broken
 * agent speak for others.
 * @param kept nodes for which a lease has been kept before, by prefix ({@link keptPrefix}); never twice
 * @returns new leases, and known ones for more nodes than before
 */
export function keepLeases(
  book: TierBook,
  nodes: readonly { id: string; says: NodeSays }[],
  parts: { clock: IssuerClock; revision: number; why: string; kept: KeptNodes },
): StoredLease[] {
  const { clock, revision, kept } = parts
  const folds = book.leases.filter(lease => isKept(lease) && leaseRuns(lease, clock))
  const changed = new Set<StoredLease>()
  for (const node of nodes) {
    let holds = folds.filter(fold => scopeNodeIds(fold.scope).includes(node.id)).length
    const ageMs = clock.monoMs() - node.says.heardAtMono
    for (const lease of mostDegradedFirst(node.says.leases)) {
      const leftMs = lease.remainingMs === null ? null : lease.remainingMs - ageMs
      const known = kept[keptPrefix(lease.id)]?.includes(node.id) ?? false
      // A node that makes leases up gets as many as a set can carry.
      if (known || (leftMs !== null && leftMs <= 0) || holds >= MAX_LEASES) continue
      holds++
      const at = folds.findIndex(fold => takesIn(fold, lease, { leftMs, clock }))
      const before = folds[at]
      const fold =
        before === undefined
          ? newFold(lease, node.id, { ...parts, leftMs })
          : { ...widen(before, node.id, { leftMs, clock }), revision }
      if (before === undefined) folds.push(fold)
      else {
        folds[at] = fold
        changed.delete(before)
      }
      changed.add(fold)
    }
  }
  return [...changed]
}

const mostDegradedFirst = (leases: readonly Lease[]) =>
  [...leases].sort((a, b) => leaseWeight(b) - leaseWeight(a))

type Left = { leftMs: number | null; clock: IssuerClock }

function takesIn(fold: StoredLease, lease: Lease, { leftMs, clock }: Left): boolean {
  if (!fold.id.startsWith(keptPrefix(lease.id)) || fold.tier !== lease.tier || fold.origin !== lease.origin)
    return false
  if (fold.drainPerSecond !== wholeDrain(lease) || scopeNodeIds(fold.scope).length >= MAX_SCOPE_NODES)
    return false
  const left = leaseRemainingMs(fold, clock)
  return left === null || leftMs === null ? left === leftMs : Math.abs(left - leftMs) <= SAME_END_MS
}

/** The later end of the two: a measure may last a moment longer, and must not end early. */
function widen(fold: StoredLease, nodeId: string, { leftMs, clock }: Left): StoredLease {
  const longer = leftMs !== null && leftMs > (leaseRemainingMs(fold, clock) ?? 0)
  const scope = nodesScope([...scopeNodeIds(fold.scope), nodeId])
  return { ...fold, scope, ...(longer ? endOf(leftMs, clock) : {}) }
}

function newFold(
  lease: Lease,
  nodeId: string,
  { why, leftMs, clock, revision }: { why: string; revision: number } & Left,
): StoredLease {
  return {
    id: `${keptPrefix(lease.id)}-${hash(nodeId, 12)}`,
    tier: lease.tier,
    scope: nodesScope([nodeId]),
    origin: lease.origin,
    by: lease.by,
    reason: clipText(`${why} (was ${clipText(formatScope(lease.scope), 80)}): ${lease.reason}`, 280),
    startedAt: lease.startedAt,
    ...endOf(leftMs, clock),
    drainPerSecond: wholeDrain(lease),
    revision,
    endedAt: null,
    endedHow: null,
  }
}

/** The wire of the nodes knows fractions of a session, an order of people does not. */
const wholeDrain = ({ drainPerSecond }: Lease) =>
  drainPerSecond === null ? null : Math.max(1, Math.ceil(drainPerSecond))
