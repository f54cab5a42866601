import {
  FALLBACK_PATHS,
  type Hello,
  IN_BAND_KEY,
  type SessionSettings,
  sessionSettings,
  TIER_INFO,
  type Tier,
} from '@stormdeck/protocol'
import type { IssuedTicket } from './capacity/tickets.ts'
import type { Core } from './core.ts'
import type { Session } from './session/session.ts'

type Told = { tier: Tier; settings: SessionSettings; ticket: IssuedTicket | null }

/** `{"stormdeck": {…}}` for an open session: what it runs under now. */
export function helloFrame(core: Core, session: Session, ticket: IssuedTicket | null = null): string {
  return frame(core, { tier: core.tierOf(session), settings: core.settingsFor(session), ticket })
}

/** The same for somebody without a session: what a new one would get. */
export function greetingFrame(core: Core, ticket: IssuedTicket | null = null): string {
  const tier = core.tier.effective
  return frame(core, { tier, settings: sessionSettings(tier), ticket })
}

function frame(core: Core, { tier, settings, ticket }: Told): string {
  const hello: Hello = {
    tier,
    settings,
    windowMs: core.windowMs(),
    ticket: ticket?.ticket ?? null,
    ticketOpensInMs: ticket?.opensInMs ?? null,
    ticketSpanMs: ticket?.spanMs ?? null,
    fallback: core.enforces.includes(3) ? FALLBACK_PATHS : null,
    pollIntervalMs: core.flow.pollIntervalMs(core.sessionsLast60s()),
    cursor: core.publisher.cursor,
    userText: TIER_INFO[tier].userText,
  }
  return JSON.stringify({ [IN_BAND_KEY]: hello })
}
