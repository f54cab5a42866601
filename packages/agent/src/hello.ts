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
import { isHeld } from './ws/message-guard.ts'

/** No limit; JSON has no infinity. */
const UNLIMITED = {
  maxMessageBytes: Number.MAX_SAFE_INTEGER,
  maxMessagesPerSecond: Number.MAX_SAFE_INTEGER,
}

type Told = { tier: Tier; settings: SessionSettings; ticket: IssuedTicket | null; cursor: string | null }

/** `{"stormdeck": {…}}` for an open session: what it runs under now. */
export function helloFrame(core: Core, session: Session, ticket: IssuedTicket | null = null): string {
  const { cursor } = core.publisher
  const settings = enforced(core.settingsFor(session), isHeld(core, session))
  return frame(core, { tier: core.tierOf(session), settings, ticket, cursor })
}

/**
 * The same for somebody without a session: what a new one would get. With a position only where what stands in for sockets
 * goes on from it: who was refused here may be let in by another node, where it means nothing and would be a `reset`.
 */
export function greetingFrame(core: Core, ticket: IssuedTicket | null = null): string {
  const tier = core.tier.effective
  const cursor = tier >= 3 ? core.publisher.cursor : null
  const settings = enforced(sessionSettings(tier), core.enforcing || tier >= 2)
  return frame(core, { tier, settings, ticket, cursor })
}

/** A client keeps to the limits it reads. One that nobody enforces would cost the application messages that the server takes. */
function enforced(settings: SessionSettings, held: boolean): SessionSettings {
  return held ? settings : { ...settings, ...UNLIMITED }
}

function frame(core: Core, { tier, settings, ticket, cursor }: Told): string {
  const hello: Hello = {
    tier,
    settings,
    windowMs: core.windowMs(),
    ticket: ticket?.ticket ?? null,
    ticketOpensInMs: ticket?.opensInMs ?? null,
    ticketSpanMs: ticket?.spanMs ?? null,
    fallback: core.enforces.includes(3) ? FALLBACK_PATHS : null,
    pollIntervalMs: core.flow.pollIntervalMs(core.sessionsLast60s()),
    cursor,
    userText: TIER_INFO[tier].userText,
  }
  return JSON.stringify({ [IN_BAND_KEY]: hello })
}
