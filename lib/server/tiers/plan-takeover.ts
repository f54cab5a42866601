import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { keepLeases } from './keep-leases.ts'
import type { Plan } from './ledger.ts'
import type { NodeLink } from './node-link.ts'
import { type Actor, picture } from './plan-order.ts'

/** What the book says of a node that was, or was to be, taken from another control plane. */
export const PENDING = 1
export const TAKEN = 0

/** Nodes that obey another control plane. */
export function foreignNodes(book: TierBook, links: Iterable<NodeLink>): NodeLink[] {
  return [...links].filter(({ says }) => says?.issuer != null && says.issuer !== book.issuer)
}

/**
 * Takes every node that obeys another control plane, under an epoch above all of theirs: an agent refuses a takeover that
 * is not, so that an old one cannot be replayed.
 */
export function planTakeover(
  book: TierBook,
  foreign: readonly NodeLink[],
  parts: { clock: IssuerClock; actor: Actor; reason: string; unknownKept: readonly string[] },
): Plan {
  const { clock, actor, reason, unknownKept } = parts
  const epoch = Math.max(book.epoch, ...foreign.map(({ says }) => says?.epoch ?? 0)) + 1
  const revision = book.revision + 1
  // What the other control plane had in force stays in force, node by node, until somebody here ends it.
  const kept = foreign.flatMap(({ target, says }) =>
    says === null
      ? []
      : keepLeases(target, says, 'kept at a takeover', { clock, revision, unknown: unknownKept }),
  )
  return {
    to: { epoch, revision },
    put: kept,
    takeover: { ...book.takeover, ...Object.fromEntries(foreign.map(({ target }) => [target.id, PENDING])) },
    said: `${actor.by} took the nodes over`,
    audit: [
      {
        at: clock.wallMs(),
        ...actor,
        action: 'tier.takeover',
        subject: 'fleet',
        reason,
        before: foreign.map(({ target, says }) => ({
          node: target.id,
          issuer: says?.issuer,
          epoch: says?.epoch,
        })),
        after: { issuer: book.issuer, epoch, kept: picture(kept) },
      },
    ],
  }
}

/** The other control plane went on meanwhile: a takeover under way needs a higher epoch. `null` when it does not. */
export function planOutbid(book: TierBook, link: NodeLink): Plan | null {
  const epoch = link.says?.epoch ?? 0
  if (!(link.target.id in book.takeover) || link.says?.issuer === book.issuer || epoch < book.epoch)
    return null
  const to = { epoch: epoch + 1, revision: book.revision + 1 }
  return { to, put: [], audit: [], said: 'a takeover needed a higher epoch' }
}

/**
 * True when a node that obeys another control plane is to be told to obey this one: it is being taken over, or it was
 * once and is back under a lower epoch than ours, since it lost its journal. One that was taken from us has a higher one.
 */
export function takesOver(book: TierBook, { target, says }: NodeLink): boolean {
  return target.id in book.takeover && (says?.epoch ?? 0) < book.epoch
}

/** Notes that a node is ours now; `null` when that is known. */
export function planTaken(book: TierBook, nodeId: string): Plan | null {
  if (book.takeover[nodeId] !== PENDING) return null
  const to = { epoch: book.epoch, revision: book.revision }
  return { to, put: [], takeover: { ...book.takeover, [nodeId]: TAKEN }, said: '', audit: [] }
}
