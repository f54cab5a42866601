import { CLOSE, STORM_THRESHOLDS } from '@stormdeck/protocol'
import type { Core } from '../core.ts'
import type { Session, Transport } from '../session/session.ts'

export type DrainView = {
  /** Sessions a second to move, as ordered; `null`: none. */
  perSecond: number | null
  /** Accepts a second that are free; `null`: not measured. */
  freePerSecond: number | null
  attemptsLastSecond: number
}

/**
 * How many sessions to move in this second: as ordered, below what the node can take back, and none while attempts
 * exceed it (tiers.md). Where capacity was not measured the sustained storm threshold stands for it.
 */
export function drainBudget({ perSecond, freePerSecond, attemptsLastSecond }: DrainView): number {
  if (perSecond === null) return 0
  const free = freePerSecond ?? STORM_THRESHOLDS.sustainedPerSecond / 2
  if (attemptsLastSecond > free) return 0
  return Math.floor(Math.min(perSecond, free * 0.8))
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

/** Once a second: moves sessions whose transport the tier in force does not serve, as a lease orders (tiers.md). */
export function drainSome(core: Core): void {
  const perSecond = core.tier.drainPerSecond
  if (perSecond === null) return
  const attemptsLastSecond = core.attempts.ring.lastSecond
  const capacity = core.flow.perSecond
  const freePerSecond = capacity === null ? null : Math.max(0, capacity - attemptsLastSecond)
  const budget = drainBudget({ perSecond, freePerSecond, attemptsLastSecond })
  for (const session of nextToDrain(core.pool.sessions, budget, transport => core.serves(transport)))
    core.sendAway(session, CLOSE.tryLater, 'drained', 'moved to what the tier in force serves')
}
