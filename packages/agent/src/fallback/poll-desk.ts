import type { IncomingMessage, ServerResponse } from 'node:http'
import { RETRY_AFTER_FULL_S } from '@stormdeck/protocol'
import type { AuthGate } from '../auth/auth-gate.ts'
import type { Core } from '../core.ts'
import { type Door, type Guest, sessionKey } from '../door.ts'
import { greetingFrame, helloFrame } from '../hello.ts'
import { introductionOf } from '../session/introduction.ts'
import type { Session } from '../session/session.ts'
import { sendFrames, sendRefusal } from './answers.ts'
import { ABSENT_PEER } from './stream-peer.ts'

/** `poll` is served at tier 4, `snapshot` (what a user asked for) at 4 and 5. */
export type Question = 'poll' | 'snapshot'

type Poller = { session: Session; answeredAtMs: number; token: string | null }

/** A poll this much of its interval after the last is traffic, an earlier one is refused (protocol.md). */
const EARLY_RATIO = 0.9
const SNAPSHOT_INTERVAL_MS = 1_000
/** A client that has not asked for this long, or three intervals, has left. */
const GONE_AFTER_MS = 60_000

/** Sessions that ask instead of being told. The first question of one is an attempt; those that follow are traffic. */
export class PollDesk {
  readonly #core: Core
  readonly #door: Door
  readonly #auth: AuthGate | null
  /** By the random bits the client drew; the longest silent first. */
  readonly #pollers = new Map<string, Poller>()

  constructor(core: Core, door: Door, auth: AuthGate | null) {
    this.#core = core
    this.#door = door
    this.#auth = auth
  }

  ask(question: Question, req: IncomingMessage, res: ServerResponse): void {
    const { session: drawn, cursor } = introductionOf(req)
    const poller = drawn === null ? undefined : this.#pollers.get(drawn)
    // The bits stand in URLs, which end up in logs: whoever asks again has to bring the token as well.
    if (drawn === null || !poller || poller.token !== this.#tokenOf(req))
      this.#begin(question, req, res, cursor)
    else this.#again(question, drawn, poller, res, cursor)
  }

  /** Forgets who has left. Called once a second. */
  sweep(nowMs: number): void {
    const goneMs = Math.max(GONE_AFTER_MS, this.#intervalMs('poll') * 3)
    for (const [drawn, { session, answeredAtMs }] of this.#pollers) {
      if (nowMs - answeredAtMs < goneMs) break
      this.#pollers.delete(drawn)
      this.#core.closed(session, 'client')
    }
  }

  close(): void {
    for (const { session } of this.#pollers.values()) this.#core.closed(session, 'shutdown')
    this.#pollers.clear()
  }

  #begin(question: Question, req: IncomingMessage, res: ServerResponse, cursor: string | null): void {
    this.#door.knock(req, 'poll', ({ reason, guest }) => {
      if (reason !== null) {
        sendRefusal(res, reason, RETRY_AFTER_FULL_S * 1_000, greetingFrame(this.#core))
        return
      }
      if (question === 'poll' && this.#core.tier.effective !== 4) {
        sendRefusal(res, 'tier', 0, greetingFrame(this.#core))
        return
      }
      const session = this.#admit(req, guest)
      this.#answer(res, session, cursor)
    })
  }

  #again(
    question: Question,
    drawn: string,
    poller: Poller,
    res: ServerResponse,
    cursor: string | null,
  ): void {
    const { session } = poller
    if (
      !session.open ||
      !this.#core.serves('poll') ||
      (question === 'poll' && this.#core.tier.effective !== 4)
    ) {
      this.#pollers.delete(drawn)
      this.#core.closed(session, 'client')
      sendRefusal(res, 'tier', 0, greetingFrame(this.#core))
      return
    }
    const nowMs = this.#core.now()
    const waitMs = this.#intervalMs(question) * EARLY_RATIO - (nowMs - poller.answeredAtMs)
    if (waitMs > 0) {
      this.#core.attempt('early', nowMs)
      this.#core.rejected('early-poll', nowMs)
      sendRefusal(res, 'early-poll', waitMs, helloFrame(this.#core, session))
      return
    }
    this.#pollers.delete(drawn)
    this.#pollers.set(drawn, { ...poller, answeredAtMs: nowMs })
    this.#answer(res, session, cursor)
  }

  #admit(req: IncomingMessage, guest: Guest): Session {
    const session = this.#door.sessionFor(guest, 'poll', ABSENT_PEER)
    session.announced = true
    this.#core.opened(session)
    const drawn = guest.introduction.session
    const token = this.#tokenOf(req)
    if (drawn !== null && sessionKey(guest) !== null) {
      this.#pollers.set(drawn, { session, answeredAtMs: this.#core.now(), token })
    } else {
      // One that cannot be known again is over with its answer.
      this.#core.closed(session, 'client')
    }
    return session
  }

  #answer(res: ServerResponse, session: Session, cursor: string | null): void {
    const { publisher, totals } = this.#core
    const delivery = publisher.since(cursor, session.topics)
    totals.messagesOut++
    totals.bytesOut += delivery.length
    sendFrames(res, 200, [helloFrame(this.#core, session), delivery])
  }

  #intervalMs(question: Question): number {
    if (question === 'snapshot') return SNAPSHOT_INTERVAL_MS
    return this.#core.flow.pollIntervalMs(this.#core.sessionsLast60s())
  }

  #tokenOf(req: IncomingMessage): string | null {
    return this.#auth?.tokenKey(req) ?? null
  }
}
