import { CLOSE, type RejectReason } from '@stormdeck/protocol'
import type { WebSocket } from 'ws'
import type { Newcomer } from '../admission.ts'
import type { Core } from '../core.ts'
import { greetingFrame } from '../hello.ts'

/** Refusals after which a client may come back, and should hear when and how. */
const COME_BACK: ReadonlySet<RejectReason> = new Set([
  'node-full',
  'queue-full',
  'auth-unavailable',
  'tier',
  'paused',
])
/** A farewell costs a handshake; more than this many at once and a plain 503 has to do. */
const AT_ONCE = 200
/** For one who has not closed by himself after reading it. */
const PATIENCE_MS = 2_000

/**
 * A browser cannot read a refused upgrade (it sees 1006 and nothing else). So a client that announced itself is let
 * in, told tier, window and ticket, and closed with 1013: the first rung of the refusal ladder (protocol.md).
 */
export class Farewell {
  readonly #core: Core
  #open = 0

  constructor(core: Core) {
    this.#core = core
  }

  fits(reason: RejectReason, newcomer: Newcomer): boolean {
    return newcomer.introduction.announced && COME_BACK.has(reason) && this.#open < AT_ONCE
  }

  /** Who was let in before it turned out otherwise can be a stranger, which reads the close alone. */
  say(socket: WebSocket, reason: RejectReason, newcomer: Newcomer): void {
    this.#open++
    const timer = setTimeout(() => socket.terminate(), PATIENCE_MS)
    timer.unref()
    socket.once('close', () => {
      this.#open--
      clearTimeout(timer)
    })
    socket.on('error', () => socket.terminate())
    const drawn = reason === 'tier' ? null : newcomer.introduction.session
    const ticket =
      drawn === null ? null : (this.#core.flow.tickets?.issue(drawn, 0, this.#core.windowMs()) ?? null)
    if (newcomer.introduction.announced) socket.send(greetingFrame(this.#core, ticket))
    socket.close(CLOSE.tryLater, reason)
  }
}
