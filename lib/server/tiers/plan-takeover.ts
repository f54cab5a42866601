import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { Plan } from './ledger.ts'
import type { NodeLink } from './node-link.ts'
import type { Actor } from './plan-order.ts'

/** A node that does not answer within this time keeps its control plane; take it over again when it is back. */
export const TAKEOVER_MS = 15 * 60_000

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
  { clock, actor, reason }: { clock: IssuerClock; actor: Actor; reason: string },
): Plan {
  const epoch = Math.max(book.epoch, ...foreign.map(({ says }) => says?.epoch ?? 0)) + 1
  const until = clock.wallMs() + TAKEOVER_MS
  return {
    to: { epoch, revision: book.revision + 1 },
    put: [],
    takeover: { ...book.takeover, ...Object.fromEntries(foreign.map(({ target }) => [target.id, until])) },
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
        after: { issuer: book.issuer, epoch },
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

/** Ends the takeover of nodes that are ours now or were not heard of in time; `null` when there is none. */
export function planTaken(book: TierBook, taken: readonly string[], clock: IssuerClock): Plan | null {
  const left = Object.entries(book.takeover).filter(
    ([id, until]) => !taken.includes(id) && until > clock.wallMs(),
  )
  if (left.length === Object.keys(book.takeover).length) return null
  return {
    to: { epoch: book.epoch, revision: book.revision },
    put: [],
    takeover: Object.fromEntries(left),
    said: 'a takeover was completed',
    audit: [],
  }
}
