import { IN_BAND_KEY } from '@stormdeck/protocol'
import type { Core } from '../core.ts'
import type { Session } from '../session/session.ts'

/** The message that is one too many. */
const TOO_LARGE_ALLOWED = 3

/** The most bytes that a message of this session may have now. */
export function maxMessageBytes(core: Core, session: Session): number {
  return isHeld(core, session) ? core.settingsFor(session).maxMessageBytes : Number.POSITIVE_INFINITY
}

/** Whether messages of this session are held to F23: only under reduced settings, or with limits enforced. */
export const isHeld = (core: Core, session: Session): boolean => core.enforcing || core.isReduced(session)

/**
 * Whether a message may go on to the application (F23, where it is held to it). What is too large is dropped, and the
 * third time closes with 1008: closing with 1009 at once, as `ws` would, makes the client come back and send it again
 * for ever (tiers.md).
 */
export function passMessage(core: Core, session: Session, bytes: number): boolean {
  if (!isHeld(core, session)) return true
  const { maxMessageBytes: limit, maxMessagesPerSecond } = core.settingsFor(session)
  if (bytes > limit) {
    refuseLarge(core, session, limit)
    return false
  }
  const second = Math.floor(core.now() / 1_000)
  if (session.rateTick !== second) {
    session.rateTick = second
    session.rateCount = 0
  }
  session.rateCount++
  if (session.rateCount <= maxMessagesPerSecond) return true
  if (session.rateCount === maxMessagesPerSecond + 1) {
    tell(
      session,
      'too-many',
      `At most ${maxMessagesPerSecond} messages a second; the rest of this second is dropped.`,
    )
  }
  return false
}

function refuseLarge(core: Core, session: Session, limit: number): void {
  session.tooLarge++
  const left = TOO_LARGE_ALLOWED - session.tooLarge
  tell(
    session,
    'too-large',
    `Dropped: over ${limit} bytes. ${left > 0 ? `${left} more close the connection.` : ''}`,
  )
  if (left <= 0) core.close(session, 1008, 'policy', `third message over ${limit} bytes`)
}

function tell(session: Session, code: 'too-large' | 'too-many', text: string): void {
  if (session.announced) session.peer.deliver(JSON.stringify({ [IN_BAND_KEY]: { error: { code, text } } }))
}
