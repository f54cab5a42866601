import { createHash } from 'node:crypto'
import { formatScope } from '@stormdeck/protocol'
import type { StoredLease } from '../store/stored-lease.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { endOf } from './lease-time.ts'
import type { NodeSays } from './node-link.ts'

/** The id under which a lease of elsewhere is kept on one node: the same every time, so that it is kept once. */
export function keptId(leaseId: string, nodeId: string): string {
  return `K${createHash('sha256').update(`${leaseId}@${nodeId}`).digest('base64url').slice(0, 16)}`
}

/**
 * What a node holds and this store never ordered, as leases of that node alone. Ending them unasked could end a measure in
 * the middle of a storm, and believing them for a whole group would let one broken agent speak for others.
 * @param unknown ids of this store's making ({@link keptId}) that it does not have yet; others were kept before
 */
export function keepLeases(
  node: { id: string },
  says: NodeSays,
  why: string,
  parts: { clock: IssuerClock; revision: number; unknown: readonly string[] },
): StoredLease[] {
  const { clock, revision, unknown } = parts
  const ageMs = clock.monoMs() - says.heardAtMono
  return says.leases
    .filter(lease => unknown.includes(keptId(lease.id, node.id)))
    .map(lease => ({ lease, leftMs: lease.remainingMs === null ? null : lease.remainingMs - ageMs }))
    .filter(({ leftMs }) => leftMs === null || leftMs > 0)
    .map(({ lease, leftMs }) => ({
      id: keptId(lease.id, node.id),
      tier: lease.tier,
      scope: { kind: 'node', name: node.id },
      origin: lease.origin,
      by: lease.by,
      reason: `${why} (was ${formatScope(lease.scope)}): ${lease.reason}`.slice(0, 280),
      startedAt: lease.startedAt,
      ...endOf(leftMs, clock),
      drainPerSecond: lease.drainPerSecond,
      revision,
      endedAt: null,
      endedHow: null,
    }))
}
