import type { IncomingMessage, ServerResponse } from 'node:http'
import { RETRY_AFTER_FULL_S } from '@stormdeck/protocol'
import type { AuthGate } from '../auth/auth-gate.ts'
import type { Core } from '../core.ts'
import type { Door, Guest } from '../door.ts'
import { greetingFrame, helloFrame } from '../hello.ts'
import { introductionOf } from '../session/introduction.ts'
import type { Session } from '../session/session.ts'
import { sessionKey } from '../session/session-key.ts'
import { guarded, sendFrames, sendRefusal } from './answers.ts'
import { ABSENT_PEER } from './stream-peer.ts'

/** `poll` is served at tier 4, `snapshot` (what a user asked for) at 4 and 5. */
export type Question = 'poll' | 'snapshot'

type Poller = {
  session: Session
  answeredAtMs: number
  /** The interval it was last given, ms: what it keeps to, whatever has changed since. */
  intervalMs: number
}

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
  /** By the random bits the client drew and its token together: the bits stand in URLs, which end up in logs. */
  readonly #pollers = new Map<string, Poller>()

  constructor(core: Core, door: Door, auth: AuthGate | null) {
    this.#core = core
    this.#door = door
    this.#auth = auth
  }

  ask(question: Question, req: IncomingMessage, res: ServerResponse): void {
    const { session: drawn, cursor } = introductionOf(req)
    const key = drawn === null ? null : this.#keyOf(drawn, req)
    const poller = key === null ? undefined : this.#pollers.get(key)
    if (key !== null && poller?.session.open) this.#again(question, key, poller, res, cursor)
    else this.#begin(question, req, res, cursor)
  }

  /** Forgets who has left. Called once a second. */
  sweep(nowMs: number): void {
    for (const [key, { session, answeredAtMs, intervalMs }] of this.#pollers) {
      if (nowMs - answeredAtMs < Math.max(GONE_AFTER_MS, intervalMs * 3)) continue
      this.#pollers.delete(key)
      this.#core.closed(session, 'client')
    }
  }

  close(): void {
    for (const { session } of this.#pollers.values()) this.#core.closed(session, 'shutdown')
    this.#pollers.clear()
  }

  #begin(question: Question, req: IncomingMessage, res: ServerResponse, cursor: string | null): void {
    this.#door.knock(req, 'poll', ({ reason, guest }) => {
      guarded(this.#core, res, () => {
        // The application may have answered or let go of the request while it waited.
        if (res.headersSent || res.destroyed) return
        const served = this.#serves(question)
        if (reason === null && !served) this.#core.rejected('tier', this.#core.now())
        if (reason === null && served) this.#answer(res, this.#admit(req, guest), cursor)
        else sendRefusal(res, reason ?? 'tier', RETRY_AFTER_FULL_S * 1_000, greetingFrame(this.#core))
      })
    })
  }

  #again(question: Question, key: string, poller: Poller, res: ServerResponse, cursor: string | null): void {
    const { session } = poller
    const { restarting } = this.#core
    if (restarting || !this.#serves(question)) {
      this.#pollers.delete(key)
      this.#core.closed(session, restarting ? 'shutdown' : 'client')
      sendRefusal(res, restarting ? 'paused' : 'tier', RETRY_AFTER_FULL_S * 1_000, greetingFrame(this.#core))
      return
    }
    const nowMs = this.#core.now()
    const leastMs = (question === 'poll' ? poller.intervalMs : SNAPSHOT_INTERVAL_MS) * EARLY_RATIO
    const waitMs = leastMs - (nowMs - poller.answeredAtMs)
    if (waitMs > 0) {
      // The refusal gives an interval as well; a shorter one may be kept to from here on.
      poller.intervalMs = Math.min(poller.intervalMs, this.#intervalMs())
      this.#core.attempt('early', nowMs)
      this.#core.rejected('early-poll', nowMs)
      sendRefusal(res, 'early-poll', waitMs, helloFrame(this.#core, session))
      return
    }
    this.#pollers.delete(key)
    this.#pollers.set(key, { ...poller, answeredAtMs: nowMs, intervalMs: this.#intervalMs() })
    this.#answer(res, session, cursor)
  }

  #serves(question: Question): boolean {
    return this.#core.serves('poll') && (question === 'snapshot' || this.#core.tier.effective === 4)
  }

  #admit(req: IncomingMessage, guest: Guest): Session {
    const session = this.#door.sessionFor(guest, 'poll', ABSENT_PEER)
    session.announced = true
    this.#core.opened(session)
    const drawn = guest.introduction.session
    if (drawn !== null && sessionKey(guest) !== null) {
      const answeredAtMs = this.#core.now()
      this.#pollers.set(this.#keyOf(drawn, req), { session, answeredAtMs, intervalMs: this.#intervalMs() })
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

  /** What a hello gives now. */
  #intervalMs(): number {
    return this.#core.flow.pollIntervalMs(this.#core.sessionsLast60s())
  }

  #keyOf(drawn: string, req: IncomingMessage): string {
    return `${drawn} ${this.#auth?.tokenKey(req) ?? ''}`
  }
}
