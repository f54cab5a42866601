import type { TierState } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { cannotEnforce } from '../../domain/tier/enforceable.ts'
import { cannotSwitch } from '../../domain/tier/switchable.ts'
import type { TierBook } from '../store/tier-records.ts'
import { foreignBecause } from './foreign-because.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { orderedFor } from './lease-set.ts'
import type { NodeLink } from './node-link.ts'
import { unseenBecause } from './unseen-because.ts'

/**
 * Which nodes report what is ordered for them. A node counts only when it answers now, obeys this store, has the present
 * revision and enforces the ordered tier; for every other one it is said why. Never early: nothing that was merely sent
 * counts.
 */
export function appliedState(
  book: TierBook,
  nodes: readonly NodeReading[],
  links: ReadonlyMap<string, NodeLink>,
  clock: IssuerClock,
): TierState['applied'] {
  const missing = nodes.flatMap(node => {
    const why = missingBecause(book, node, links.get(node.id), clock)
    return why === null ? [] : [{ id: node.id, why }]
  })
  return { nodes: nodes.length - missing.length, of: nodes.length, missing }
}

function missingBecause(
  book: TierBook,
  node: NodeReading,
  link: NodeLink | undefined,
  clock: IssuerClock,
): string | null {
  const ordered = orderedFor(book, node, clock)
  const unreached = cannotSwitch(node) ?? unseenBecause(node)
  if (unreached !== null) return unreached
  if (node.tierIssuer !== null && node.tierIssuer !== book.issuer)
    return foreignBecause(book, node, link, clock)
  if (link?.ahead) return 'reports a revision that this store never gave out'
  if (node.tierEpoch !== book.epoch || node.tierRevision !== book.revision)
    return link?.failure ?? 'has not confirmed the newest orders yet'
  if (node.orderedTier !== ordered) return link?.failure ?? 'holds other leases than were ordered'
  if (node.effectiveTier === ordered) return null
  if (cannotEnforce(node, ordered)) return `cannot enforce tier ${ordered}`
  if (node.localReason !== null)
    return `tier ${node.effectiveTier} by its own protection (${node.localReason})`
  return `enforces tier ${node.effectiveTier ?? '—'}`
}
