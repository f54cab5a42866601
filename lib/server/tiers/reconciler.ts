import { type AgentStatus, compareRevision } from '@stormdeck/protocol'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { Keys } from './keys.ts'
import { leaseSetFor, leasesFor, orderedFor } from './lease-set.ts'
import { leaseRemainingMs } from './lease-time.ts'
import { hear, makeLink, type NodeLink, type NodeSays } from './node-link.ts'
import { knowsMore } from './plan-go-above.ts'
import { lostLeases } from './plan-repair.ts'
import { pendingNodes, takesOver } from './plan-takeover.ts'
import type { NodeTarget, SendAnswer, SendLeaseSet } from './send-lease-set.ts'
import { signLeaseSet } from './sign-lease-set.ts'

/**
 * After a start, this long the other nodes are heard before a takeover of before goes on, and so long a node that may have
 * lost its journal is left to whoever had taken it; each node is asked once a second.
 */
const LISTEN_MS = 1_200

/**
 * A node that has said nothing for so long is sent to once it does again: its address may be another server's by now, and a
 * set carries a token.
 */
const HEARD_MS = 30_000

/** Nodes that are remembered at most; the oldest is forgotten. */
const MAX_NODES = 4_000

export type Reconciler = {
  /** Level-triggered: whatever the node says is compared with what it ought to say. */
  onStatus(target: NodeTarget, status: AgentStatus): void
  /** Sends to every node that is not known to have the present revision. */
  pushAll(): void
  /** The same for one node. */
  push(nodeId: string): void
  /** Forgets nodes that are not listed any more and have not been heard for a while. @returns their ids */
  keepListed(ids: ReadonlySet<string>): string[]
  links(): ReadonlyMap<string, NodeLink>
  close(): void
}

type ReconcilerOptions = {
  book: () => TierBook
  /** False until this process has begun its epoch. */
  mayTell: () => boolean
  keys: () => Keys
  clock: IssuerClock
  send: SendLeaseSet
  /** A node that obeys this store reports a newer revision than the store has: the store was restored or cut short. */
  onAhead: (link: NodeLink) => void
  /** A node reports the present revision without some lease of it. */
  onLost: (link: NodeLink, lost: string[]) => void
  /** A node obeys another control plane. */
  onForeign: (link: NodeLink) => void
  /** A node obeys this store; before anything more is sent to it. */
  onOwn: (link: NodeLink) => void
  /** False while what the node echoes has not been looked at: sending would replace it. */
  maySend: (link: NodeLink) => boolean
}

/** Brings every node to the complete set of its leases, again and again until it reports that revision (tiers.md). */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  const links = new Map<string, NodeLink>()
  let closed = false
  // A takeover that a process before this one began: the nodes it had taken may have been taken away since.
  const inherited = new Set(pendingNodes(options.book()))
  const startedAtMono = options.clock.monoMs()
  // One that obeys this store has been taken already, and is told at once.
  const mustListen = ({ target, says }: NodeLink) =>
    inherited.has(target.id) &&
    says?.issuer !== options.book().issuer &&
    options.clock.monoMs() - startedAtMono < LISTEN_MS
  const isHeard = ({ says }: NodeLink) =>
    says !== null && options.clock.monoMs() - says.heardAtMono < HEARD_MS
  const isLeft = ({ backAtMono }: NodeLink) =>
    backAtMono !== null && options.clock.monoMs() - backAtMono < LISTEN_MS
  const needsSending = (link: NodeLink) => !mustListen(link) && !isLeft(link) && lacksOrders(link, options)
  /** Newest epoch that another control plane took nodes of ours under, as far as this process has heard. */
  let foreignEpoch = 0
  /**
   * A node that another control plane took, and that lost its journal, obeys us again under an epoch of before. The other one
   * is to have it back; by our present epoch, which may be newer than that takeover, it would be ours for good.
   */
  const noteReturn = (link: NodeLink, before: NodeSays | null) => {
    const { says } = link
    if (says === null || says.issuer === null) return
    const { issuer } = options.book()
    if (says.issuer !== issuer) {
      foreignEpoch = Math.max(foreignEpoch, says.epoch)
      link.backAtMono = null
    } else if (before?.issuer !== issuer && says.epoch < foreignEpoch)
      link.backAtMono = options.clock.monoMs()
  }

  const sendTo = (link: NodeLink) => {
    if (closed) return
    if (link.sending) {
      link.again = true
      return
    }
    link.sending = true
    link.again = false
    link.sentAtMono = options.clock.monoMs()
    const book = options.book()
    const { current, older } = options.keys()
    const key = [current, ...older][link.keyIndex] ?? current
    const set = leaseSetFor(book, link.target, { clock: options.clock, takeover: takesOver(book, link) })
    void options.send(link.target, signLeaseSet(set, key)).then(answer => {
      link.sending = false
      if (closed) return
      const retry = takeAnswer(link, answer, book, options)
      if (retry || (link.again && needsSending(link))) sendTo(link)
      link.again = false
    })
  }

  return {
    onStatus: (target, status) => {
      const link = links.get(target.id) ?? makeLink(target)
      // The agent decides by its own group which leases apply to it.
      link.target = { ...target, group: status.node.group }
      if (!links.has(target.id)) {
        const oldest = links.keys().next().value
        if (links.size >= MAX_NODES && oldest !== undefined) links.delete(oldest)
        links.set(target.id, link)
      }
      const before = link.says
      hear(link, status, options.clock.monoMs())
      noteReturn(link, before)
      const book = options.book()
      if (link.says?.issuer === book.issuer) {
        options.onOwn(link)
        if (options.mayTell() && knowsMore(book, link)) options.onAhead(link)
        const lost = lostLeases(book, link, options.clock)
        if (lost.length > 0) options.onLost(link, lost)
      } else if (!mustListen(link)) options.onForeign(link)
      if (needsSending(link)) sendTo(link)
    },
    pushAll: () => {
      for (const link of links.values()) if (isHeard(link) && needsSending(link)) sendTo(link)
    },
    push: nodeId => {
      const link = links.get(nodeId)
      if (link !== undefined && needsSending(link)) sendTo(link)
    },
    keepListed: ids => {
      const gone = [...links.values()].filter(link => !ids.has(link.target.id) && !isHeard(link))
      for (const { target } of gone) links.delete(target.id)
      return gone.map(({ target }) => target.id)
    },
    links: () => links,
    close: () => {
      closed = true
    },
  }
}

/** True when the node does not report what the book orders, and may be told. */
function lacksOrders(link: NodeLink, options: ReconcilerOptions): boolean {
  const { says } = link
  if (!options.mayTell() || says === null || link.ahead) return false
  const { clock } = options
  const wanted = options.book()
  if (knowsMore(wanted, link)) return false
  if (says.issuer !== null && says.issuer !== wanted.issuer) return takesOver(wanted, link)
  if (!options.maySend(link)) return false
  const order = compareRevision(says, wanted)
  if (order !== 0) return order < 0
  const otherwise = says.ordered !== orderedFor(wanted, link.target, clock)
  return otherwise || endsLate(link, wanted, clock) || headIsOld(link, wanted, clock)
}

/** A head that moved on without a new revision (a refusal, a rotation) is given out this often at most. */
const HEAD_EVERY_MS = 10_000

function headIsOld({ says, sentAtMono }: NodeLink, { auditHead }: TierBook, clock: IssuerClock): boolean {
  if (auditHead.seq === 0 || says?.auditHead === auditHead.hash) return false
  return clock.monoMs() - sentAtMono >= HEAD_EVERY_MS
}

/** An end this much later than ours was delivered late, and is brought forward by sending the same revision again. */
const LATE_MS = 500

function endsLate({ says, target }: NodeLink, book: TierBook, clock: IssuerClock): boolean {
  return leasesFor(book, target, clock).some(lease => {
    const ours = leaseRemainingMs(lease, clock)
    const theirs = says?.leases.find(({ id }) => id === lease.id)
    if (ours === null || theirs === undefined) return false
    if (theirs.remainingMs === null) return true
    const left = theirs.remainingMs - (clock.monoMs() - (says?.heardAtMono ?? 0))
    return left > ours + LATE_MS
  })
}

/** Books an answer. @returns true when it is worth sending again at once */
function takeAnswer(link: NodeLink, answer: SendAnswer, sent: TierBook, options: ReconcilerOptions): boolean {
  if (answer.kind === 'unreachable') {
    link.failure = `the order could not be delivered (${answer.why})`
    return false
  }
  if (answer.kind === 'applied') {
    link.failure = null
    const { epoch, revision, ordered, effective, durable } = answer.applied
    const auditHead = sent.auditHead.seq === 0 ? null : sent.auditHead.hash
    link.says = {
      leases: [],
      heardAtMono: options.clock.monoMs(),
      ...link.says,
      issuer: sent.issuer,
      epoch,
      revision,
      ordered,
      effective,
      durable,
      auditHead,
    }
    options.onOwn(link)
    return false
  }
  const { error, message, held } = answer.refused
  link.failure = message
  if (error === 'unknown-key') {
    const usable = 1 + options.keys().older.length
    link.keyIndex = (link.keyIndex + 1) % usable
    return link.keyIndex !== 0
  }
  if (held !== null && link.says !== null) {
    link.says = { ...link.says, issuer: held.issuer, epoch: held.epoch, revision: held.revision }
  }
  return false
}
