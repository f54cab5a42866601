import type { IncomingMessage, ServerResponse } from 'node:http'
import { RETRY_AFTER_FULL_S } from '@stormdeck/protocol'
import { type Admission, allowedTopics, type Newcomer } from '../admission.ts'
import type { AuthGate } from '../auth/auth-gate.ts'
import type { Core } from '../core.ts'
import { greetingFrame, helloFrame } from '../hello.ts'
import { type Introduction, introductionOf } from '../session/introduction.ts'
import type { Session } from '../session/session.ts'
import { drawnKey, sessionKey } from '../session/session-key.ts'
import { guarded, sendFrames, sendRefusal } from './answers.ts'
import { OverdueAnswers } from './overdue-answers.ts'
import { ABSENT_PEER } from './stream-peer.ts'

/** `poll` is served at tier 4, `snapshot` (what a user asked for) at 4 and 5. */
export type Question = 'poll' | 'snapshot'

type Poller = {
  session: Session
  answeredAtMs: number
  /** The interval it was last given, ms: what it keeps to, whatever has changed since. */
  intervalMs: number
  /** Somebody with its random bits and another token is being authenticated. */
  asking: boolean
}
type KnownPoller = { key: string; poller: Poller }

/** A poll this much of its interval after the last is traffic, an earlier one is refused (protocol.md). */
const EARLY_RATIO = 0.9
const SNAPSHOT_INTERVAL_MS = 1_000
/** A client that has not asked for this long, or three intervals, has left. */
const GONE_AFTER_MS = 60_000

/** Sessions that ask instead of being told. The first question of one is an attempt; those that follow are traffic. */
export class PollSessions {
  readonly #core: Core
  readonly #admission: Admission
  readonly #auth: AuthGate | null
  /** By the random bits the client drew and its token together: the bits stand in URLs, which end up in logs. */
  readonly #pollers = new Map<string, Poller>()
  /** Under which of them each session is. */
  readonly #keys = new WeakMap<Session, string>()
  readonly #answers = new OverdueAnswers()

  constructor(core: Core, admission: Admission, auth: AuthGate | null) {
    this.#core = core
    this.#admission = admission
    this.#auth = auth
  }

  ask(question: Question, req: IncomingMessage, res: ServerResponse): void {
    const introduction = introductionOf(req)
    const { session: drawn, cursor } = introduction
    const key = drawn === null ? null : this.#keyOf(drawn, req)
    const poller = key === null ? undefined : this.#pollers.get(key)
    if (key !== null && poller?.session.open) {
      this.#again(question, key, poller, res, cursor)
      return
    }
    const known = this.#auth && this.#dueByBits(question, introduction)
    if (known) void this.#recognise(question, introduction, known, req, res)
    else this.#begin(question, req, res, cursor)
  }

  /** Forgets who has left, and gives up on who does not read. Called once a second. */
  sweep(nowMs: number): void {
    this.#answers.sweep(nowMs)
    for (const [key, { session, answeredAtMs, intervalMs }] of this.#pollers) {
      if (nowMs - answeredAtMs < Math.max(GONE_AFTER_MS, intervalMs * 3)) continue
      this.#pollers.delete(key)
      this.#core.closed(session, 'client')
    }
  }

  close(): void {
    for (const { session } of this.#pollers.values()) this.#core.closed(session, 'shutdown')
    this.#pollers.clear()
    this.#answers.close()
  }

  /** The poller that drew these bits, where it may ask again: one that is early is not authenticated for that. */
  #dueByBits(question: Question, { session: drawn }: Introduction): KnownPoller | null {
    const session = drawn === null ? null : this.#core.pool.holderOf(drawnKey(drawn))
    const key = session && this.#keys.get(session)
    const poller = key ? this.#pollers.get(key) : undefined
    if (!key || !poller || poller.asking || this.#waitMs(question, poller) > 0) return null
    return { key, poller }
  }

  /**
   * A token or cookie may change between two polls: who proves to be the same session as before is no newcomer. Whoever is not
   * counts as an attempt, like everybody.
   */
  async #recognise(
    question: Question,
    introduction: Introduction,
    { key, poller }: KnownPoller,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    const { announced, reconnect, session: drawn, cursor } = introduction
    poller.asking = true
    const identity = await (this.#auth as AuthGate).identify(req, announced && !reconnect).catch(() => null)
    poller.asking = false
    guarded(this.#core, res, () => {
      const same = identity && sessionKey({ identity, introduction }) === poller.session.key
      if (!same || drawn === null || this.#pollers.get(key) !== poller) {
        this.#begin(question, req, res, cursor)
        return
      }
      poller.session.topics = allowedTopics(introduction.topics, identity.topics)
      const now = this.#keyOf(drawn, req)
      this.#pollers.delete(key)
      this.#put(now, poller)
      this.#again(question, now, poller, res, cursor)
    })
  }

  #begin(question: Question, req: IncomingMessage, res: ServerResponse, cursor: string | null): void {
    this.#admission.request(req, 'poll', ({ reason, newcomer }) => {
      guarded(this.#core, res, () => {
        // The application may have answered or let go of the request while it waited.
        if (res.headersSent || res.destroyed) return
        const served = this.#serves(question)
        if (reason === null && !served) this.#core.rejected('tier', this.#core.now())
        if (reason === null && served) this.#answer(res, this.#admit(req, newcomer), cursor)
        else sendRefusal(res, reason ?? 'tier', RETRY_AFTER_FULL_S * 1_000, greetingFrame(this.#core))
      })
    })
  }

  #again(question: Question, key: string, poller: Poller, res: ServerResponse, cursor: string | null): void {
    const { session } = poller
    const leaves = this.#core.closedTo('poll') === 'paused'
    if (leaves || !this.#serves(question)) {
      this.#pollers.delete(key)
      this.#core.closed(session, leaves ? 'shutdown' : 'client')
      sendRefusal(res, leaves ? 'paused' : 'tier', RETRY_AFTER_FULL_S * 1_000, greetingFrame(this.#core))
      return
    }
    const nowMs = this.#core.now()
    const waitMs = this.#waitMs(question, poller)
    if (waitMs > 0) {
      // The refusal gives an interval as well; a shorter one may be kept to from here on.
      poller.intervalMs = Math.min(poller.intervalMs, this.#intervalMs())
      this.#core.attempt('early', nowMs)
      this.#core.rejected('early-poll', nowMs)
      sendRefusal(res, 'early-poll', waitMs, helloFrame(this.#core, session))
      return
    }
    poller.answeredAtMs = nowMs
    poller.intervalMs = this.#intervalMs()
    this.#answer(res, session, cursor)
  }

  /** How long it is too early, ms; 0 or less: it is not. */
  #waitMs(question: Question, { answeredAtMs, intervalMs }: Poller): number {
    const leastMs = (question === 'poll' ? intervalMs : SNAPSHOT_INTERVAL_MS) * EARLY_RATIO
    return leastMs - (this.#core.now() - answeredAtMs)
  }

  #put(key: string, poller: Poller): void {
    this.#pollers.set(key, poller)
    this.#keys.set(poller.session, key)
  }

  #serves(question: Question): boolean {
    return this.#core.serves('poll') && (question === 'snapshot' || this.#core.tier.effective === 4)
  }

  #admit(req: IncomingMessage, newcomer: Newcomer): Session {
    const session = this.#admission.sessionFor(newcomer, 'poll', ABSENT_PEER)
    session.announced = true
    this.#core.opened(session)
    const drawn = newcomer.introduction.session
    if (drawn !== null && sessionKey(newcomer) !== null) {
      const answeredAtMs = this.#core.now()
      const intervalMs = this.#intervalMs()
      this.#put(this.#keyOf(drawn, req), { session, answeredAtMs, intervalMs, asking: false })
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
    this.#answers.watch(res, this.#core.now())
  }

  /** What a hello gives now. */
  #intervalMs(): number {
    return this.#core.flow.pollIntervalMs(this.#core.sessionsLast60s())
  }

  #keyOf(drawn: string, req: IncomingMessage): string {
    return `${drawn} ${this.#auth?.tokenKey(req) ?? ''}`
  }
}
