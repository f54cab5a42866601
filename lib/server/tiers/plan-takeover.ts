import type { KeptNodes, TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { keepLeases } from './keep-leases.ts'
import type { Plan } from './ledger.ts'
import type { NodeLink } from './node-link.ts'
import { believable } from './plan-go-above.ts'
import { type Actor, picture } from './plan-order.ts'

/** What the book says of a node while it is being taken; afterwards the epoch under which it obeyed this store. */
export const PENDING = 1

/**
 * Nodes that obey another control plane. `broken`: their epoch or revision is beyond what any could have given out; to go above
 * it would leave the whole fleet with an epoch that agents refuse.
 */
export function foreignNodes(
  book: TierBook,
  links: Iterable<NodeLink>,
  clock: IssuerClock,
): { foreign: NodeLink[]; broken: NodeLink[] } {
  const all = [...links].filter(link => isForeign(book, link))
  const isSound = ({ says }: NodeLink) => says !== null && believable(book, says, clock)
  return { foreign: all.filter(isSound), broken: all.filter(link => !isSound(link)) }
}

/**
 * Takes every node that obeys another control plane, under an epoch above all of theirs: an agent refuses a takeover that
 * is not, so that an old one cannot be replayed.
 */
export function planTakeover(
  book: TierBook,
  foreign: readonly NodeLink[],
  parts: { clock: IssuerClock; actor: Actor; reason: string; kept: KeptNodes },
): Plan {
  const { clock, actor, reason } = parts
  const epoch = Math.max(book.epoch, ...foreign.map(({ says }) => says?.epoch ?? 0)) + 1
  const revision = book.revision + 1
  // What the other control plane had in force stays in force, node by node, until somebody here ends it.
  const nodes = foreign.flatMap(({ target, says }) => (says === null ? [] : [{ id: target.id, says }]))
  const kept = keepLeases(book, nodes, { clock, revision, why: 'kept at a takeover', kept: parts.kept })
  return {
    to: { epoch, revision },
    put: kept,
    takeover: { ...book.takeover, ...Object.fromEntries(foreign.map(({ target }) => [target.id, PENDING])) },
    said: { text: `${actor.by} took the nodes over`, scope: { kind: 'fleet', name: null } },
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

/**
 * The other control plane went on meanwhile (it was started again): a takeover that is under way needs a higher epoch. `null`
 * when it does not. A node that had obeyed this store is never outbid for: somebody took it, and two dashboards would go on
 * for ever.
 */
export function planOutbid(book: TierBook, link: NodeLink, clock: IssuerClock): Plan | null {
  const { says, target } = link
  const held = says?.epoch ?? 0
  if (book.takeover[target.id] !== PENDING || !isForeign(book, link) || held < book.epoch) return null
  // A broken agent must not drive the epoch of the whole fleet to where no set is accepted any more.
  if (says === null || !believable(book, says, clock)) return null
  const to = { epoch: held + 1, revision: book.revision + 1 }
  const line = systemLine(clock, 'tier.outbid', target.id)
  const reason = 'the other control plane has begun a newer epoch while the node was being taken over'
  return {
    to,
    put: [],
    audit: [{ ...line, reason, before: { issuer: says?.issuer, epoch: held }, after: to }],
    said: null,
  }
}

/**
 * True when a node that obeys another control plane is to be told to obey this one: it is being taken over, or it obeyed this
 * store and is back under an epoch below that, since it lost its journal. One that was taken from us has a higher one.
 */
export function takesOver(book: TierBook, link: NodeLink): boolean {
  const taken = book.takeover[link.target.id]
  if (taken === undefined || !isForeign(book, link)) return false
  return (link.says?.epoch ?? 0) < (taken === PENDING ? book.epoch : taken)
}

/** Notes under which epoch the nodes that were being taken obey this store, all in one change; `null` when that is known. */
export function planTaken(book: TierBook, links: Iterable<NodeLink>): Plan | null {
  const taken = [...links].filter(
    ({ target, says }) => book.takeover[target.id] === PENDING && says?.issuer === book.issuer,
  )
  if (taken.length === 0) return null
  const to = { epoch: book.epoch, revision: book.revision }
  const epochs = taken.map(({ target, says }) => [target.id, says?.epoch ?? book.epoch])
  return { to, put: [], takeover: { ...book.takeover, ...Object.fromEntries(epochs) }, said: null, audit: [] }
}

/**
 * Notes that another control plane took a node that this one had taken; `null` when none did. Somebody has decided later than
 * we did, so that what is still pending of our takeover lapses as well.
 */
export function planLost(book: TierBook, link: NodeLink, clock: IssuerClock): Plan | null {
  const { target, says } = link
  const taken = book.takeover[target.id]
  if (taken === undefined || taken === PENDING || !isForeign(book, link) || (says?.epoch ?? 0) < taken)
    return null
  const line = systemLine(clock, 'tier.lost', target.id)
  const kept = Object.entries(book.takeover).filter(([id, at]) => id !== target.id && at !== PENDING)
  return {
    to: { epoch: book.epoch, revision: book.revision },
    put: [],
    takeover: Object.fromEntries(kept),
    audit: [
      {
        ...line,
        reason: 'another control plane took the node over',
        before: { issuer: book.issuer, epoch: taken },
        after: { issuer: says?.issuer, epoch: says?.epoch },
      },
    ],
    said: null,
  }
}

/** Nodes whose takeover is under way. */
export function pendingNodes({ takeover }: TierBook): string[] {
  return Object.keys(takeover).filter(id => takeover[id] === PENDING)
}

const isForeign = (book: TierBook, { says }: NodeLink) => says?.issuer != null && says.issuer !== book.issuer

const systemLine = (clock: IssuerClock, action: string, node: string) => ({
  at: clock.wallMs(),
  by: 'stormdeck',
  via: 'system' as const,
  action,
  subject: `node:${node}`,
})
