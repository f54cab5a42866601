import { STORM_THRESHOLDS } from '@stormdeck/protocol'
import type { Session } from '../session/session.ts'

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

/** The next sessions to move: sockets, oldest first, while the tier in force serves something else. */
export function nextToDrain(sessions: ReadonlySet<Session>, count: number): Session[] {
  const chosen: Session[] = []
  for (const session of sessions) {
    if (chosen.length >= count) break
    if (session.transport === 'websocket' && session.closing === null) chosen.push(session)
  }
  return chosen
}
