import { CLOSE, type CloseReason, STORM_THRESHOLDS } from '@stormdeck/protocol'
import type { AttemptRing } from '../attempts/attempt-ring.ts'
import type { Session, Transport } from '../session/session.ts'

export type DrainView = {
  /** Sessions a second to move, as ordered; `null`: none. */
  perSecond: number | null
  /** Accepts a second that are free; `null`: not measured. */
  freePerSecond: number | null
  attemptsLastSecond: number
  /** Workers of the node, each of which moves its share of what is ordered. */
  workers: number
}

/**
 * How many sessions to move in this second: as ordered, below what the node can take back, and none while attempts
 * exceed it (tiers.md). Where capacity was not measured the sustained storm threshold stands for it.
 */
export function drainBudget({ perSecond, freePerSecond, attemptsLastSecond, workers }: DrainView): number {
  if (perSecond === null) return 0
  const free = freePerSecond ?? STORM_THRESHOLDS.sustainedPerSecond / 2 / workers
  if (attemptsLastSecond > free) return 0
  return Math.floor(Math.min(Math.max(1, perSecond / workers), free * 0.8))
}

/**
 * The next sessions to move: those whose transport the tier in force does not serve, first the clients that can be told
 * where to, oldest first. Who polls is moved by the answer to its next question.
 */
export function nextToDrain(
  sessions: ReadonlySet<Session>,
  count: number,
  serves: (transport: Transport) => boolean,
): Session[] {
  const chosen: Session[] = []
  if (count <= 0) return chosen
  for (const announced of [true, false]) {
    for (const session of sessions) {
      if (chosen.length >= count) return chosen
      const { transport, closing } = session
      if (session.announced !== announced || closing !== null || transport === 'poll') continue
      if (!serves(transport)) chosen.push(session)
    }
  }
  return chosen
}

/** What draining needs of a node. */
export type Drained = {
  tier: { readonly drainPerSecond: number | null }
  attempts: { ring: Pick<AttemptRing, 'lastSecond'> }
  flow: { readonly perSecond: number | null; readonly workers: number }
  pool: { sessions: ReadonlySet<Session> }
  serves(transport: Transport): boolean
  sendAway(session: Session, code: number, reason: CloseReason, text: string): void
}

/** Once a second: moves sessions whose transport the tier in force does not serve, as a lease orders (tiers.md). */
export function drainSome(node: Drained): void {
  const perSecond = node.tier.drainPerSecond
  if (perSecond === null) return
  const attemptsLastSecond = node.attempts.ring.lastSecond
  const capacity = node.flow.perSecond
  const freePerSecond = capacity === null ? null : Math.max(0, capacity - attemptsLastSecond)
  const { workers } = node.flow
  const budget = drainBudget({ perSecond, freePerSecond, attemptsLastSecond, workers })
  for (const session of nextToDrain(node.pool.sessions, budget, transport => node.serves(transport)))
    node.sendAway(session, CLOSE.tryLater, 'drained', 'moved to what the tier in force serves')
}
