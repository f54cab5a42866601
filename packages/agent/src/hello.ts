import { FALLBACK_PATHS, type Hello, IN_BAND_KEY, POLL_INTERVAL_MS, TIER_INFO } from '@stormdeck/protocol'
import type { Core } from './core.ts'
import type { Session } from './session/session.ts'

/** What a client that announced itself is told on connect and on every change. */
export function helloFor(core: Core, session: Session): Hello {
  const tier = core.isReduced(session) ? (Math.max(core.tier.unprotected, 2) as Hello['tier']) : 1
  return {
    tier,
    settings: core.settingsFor(session),
    windowMs: core.windowMs(),
    ticket: null,
    ticketOpensInMs: null,
    ticketSpanMs: null,
    fallback: core.enforces.includes(3) ? FALLBACK_PATHS : null,
    pollIntervalMs: POLL_INTERVAL_MS,
    cursor: core.publisher.cursor,
    userText: TIER_INFO[tier].userText,
  }
}

export const helloFrame = (core: Core, session: Session) =>
  JSON.stringify({ [IN_BAND_KEY]: helloFor(core, session) })
