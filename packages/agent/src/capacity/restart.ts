import type { CloseReason } from '@stormdeck/protocol'
import { CLOSE } from '@stormdeck/protocol'
import { TOUCH_INTERVAL_MS } from '../attempts/attempts.ts'
import type { Pool } from '../session/pool.ts'
import type { Session } from '../session/session.ts'

/** Sessions closed in one turn of the loop: about 20 ms. */
const CLOSED_AT_ONCE = 1_000
/** A client that has not answered the close for this long is destroyed, ms. */
const PATIENCE_MS = 5_000
const TICKS_A_SECOND = 1_000 / TOUCH_INTERVAL_MS

/** What a restart needs of the node it empties. */
export type Emptied = {
  readonly pool: Pool
  /** Ms since the agent started. */
  now(): number
  sendAway(session: Session, code: number, reason: CloseReason, text: string): void
}

/**
 * Sends everybody away before the process ends: who speaks the protocol with window and ticket, all with 1012. Those
 * who poll learn it from the answer to their next question.
 */
export class Restart {
  /** Resolves when no connection is left. */
  readonly done: Promise<void>
  readonly #node: Emptied
  readonly #perSecond: number
  #leaving: Iterator<Session>
  #finish: () => void = () => {}
  #lastMs: number
  #due = 0
  #toldAtMs: number | null = null

  /** @param perSecond sessions to close a second; infinity: as fast as the loop can */
  constructor(node: Emptied, perSecond: number) {
    this.#node = node
    this.#perSecond = Math.min(perSecond, TICKS_A_SECOND * CLOSED_AT_ONCE)
    this.#leaving = node.pool.sessions.values()
    this.#lastMs = node.now()
    this.done = new Promise(resolve => {
      this.#finish = resolve
    })
  }

  /** Called twice a bucket. */
  tick(nowMs: number): void {
    this.#due = Math.min(this.#due + ((nowMs - this.#lastMs) / 1_000) * this.#perSecond, CLOSED_AT_ONCE)
    this.#lastMs = nowMs
    this.#closeSome(nowMs)
    const { byTransport, sessions } = this.#node.pool
    if (this.#toldAtMs !== null && nowMs - this.#toldAtMs >= PATIENCE_MS) {
      for (const session of sessions) session.peer.terminate()
      this.end()
    } else if (byTransport.websocket + byTransport.events === 0) {
      this.end()
    }
  }

  /** The agent is taken out: nobody is to wait for it any more. */
  end(): void {
    this.#finish()
  }

  /** Goes round again after the last: a handshake may have been under way. */
  #closeSome(nowMs: number): void {
    while (this.#due >= 1) {
      const { value: session, done } = this.#leaving.next()
      if (done) {
        this.#leaving = this.#node.pool.sessions.values()
        this.#toldAtMs ??= nowMs
        return
      }
      if (session.transport === 'poll' || session.closing !== null) continue
      this.#due--
      this.#node.sendAway(session, CLOSE.restart, 'shutdown', 'the server restarts')
    }
  }
}
