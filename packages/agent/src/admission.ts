import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type RejectReason, withoutControls } from '@stormdeck/protocol'
import type { AttemptClass } from './attempts/attempt-ring.ts'
import type { AuthGate } from './auth/auth-gate.ts'
import { isOpenCircuit } from './auth/breakers.ts'
import type { Core } from './core.ts'
import { addressOf, type TrustedProxies } from './limits/address-of.ts'
import { AddressSample } from './limits/address-sample.ts'
import type { Party } from './limits/party-table.ts'
import type { AttachOptions, Identity } from './options.ts'
import { type Introduction, introductionOf } from './session/introduction.ts'
import { type Peer, Session, type Transport } from './session/session.ts'
import { sessionKey } from './session/session-key.ts'
import { increment } from './totals.ts'

/** Somebody who wants in, from the request until the session is open or refused. */
export type Newcomer = {
  introduction: Introduction
  address: Party | null
  client: Party | null
  identity: Identity | null
  version: string | null
  /** Over a limit that is only observed, and counted as that. */
  overLimit: boolean
}

export type Verdict = { reason: RejectReason | null; newcomer: Newcomer }
export type Decided = (verdict: Verdict) => void

type AdmissionRequest = { req: IncomingMessage; transport: Transport; newcomer: Newcomer; decided: Decided }

export type AdmissionParts = {
  core: Core
  options: Pick<AttachOptions, 'limits' | 'clientVersion'>
  proxies: TrustedProxies | null
  auth: AuthGate | null
}

const VERSION_CHARACTERS = 64
const CLIENT_KEY_CHARACTERS = 128

/**
 * Every session on every transport comes through here: counted first, then held against tier, limits, the queue
 * and the application's authentication. Nothing the application's hooks do can break the way in.
 */
export class Admission {
  readonly #core: Core
  readonly #parts: AdmissionParts
  readonly #sample: AddressSample

  constructor(parts: AdmissionParts) {
    this.#core = parts.core
    this.#parts = parts
    this.#sample = new AddressSample(parts.core.settings.random)
  }

  /** Whether the application says who somebody is, and so what they may receive. */
  get authenticates(): boolean {
    return this.#parts.auth !== null
  }

  /**
   * Counts the attempt and decides: at once, unless it has to queue or the application authenticates.
   * @param decided called once, unless the newcomer leaves while it waits; a `reason` refuses
   * @param identity who it is, where that does not take the agent's authentication
   */
  request(
    req: IncomingMessage,
    transport: Transport,
    decided: Decided,
    identity: Identity | null = null,
  ): void {
    const nowMs = this.#core.now()
    const introduction = introductionOf(req)
    const newcomer: Newcomer = {
      introduction,
      address: null,
      client: null,
      identity,
      version: null,
      overLimit: false,
    }
    let reason: RejectReason | null = null
    let uncounted = false
    try {
      this.#core.attempt(this.#classify(introduction), nowMs)
      const old = this.#oldOf(newcomer)
      const closed = old ? this.#core.closedTo(transport) : this.#core.closedToAll(transport)
      this.#receive(req, newcomer, nowMs, closed !== null)
      reason = closed ?? this.#limitFor(newcomer, old)
    } catch (error) {
      this.#core.failed(error)
      uncounted = true
    }
    // Outside of the try: what the application throws while it takes a session in is its own, as without the agent.
    if (reason !== null) this.#decide(newcomer, reason, decided)
    // An error of the agent's own keeps nobody out, but what the application refuses stays refused.
    else if (this.#core.enforcing && !uncounted) this.#queue({ req, transport, newcomer, decided }, nowMs)
    else this.#enter({ req, transport, newcomer, decided }, false)
  }

  /**
   * Asked again for a newcomer whose way in took another turn after it was let through, e.g. since the application looked at
   * it as well. Counts what it refuses. `null`: come in.
   */
  refusalNow(newcomer: Newcomer, transport: Transport): RejectReason | null {
    const reason = this.#refusalAfterWaiting(newcomer, transport)
    if (reason !== null) this.#core.rejected(reason, this.#core.now())
    return reason
  }

  /** The session of an admitted newcomer, on its way into the pool. What it replaces is gone when this returns (F27). */
  sessionFor(newcomer: Newcomer, transport: Transport, peer: Peer): Session {
    const { introduction, identity } = newcomer
    const session = new Session(transport, peer, this.#core.now())
    session.announced = introduction.announced
    session.address = newcomer.address
    session.client = newcomer.client
    session.version = newcomer.version
    session.key = sessionKey(newcomer)
    session.drawn = introduction.session
    session.topics = allowedTopics(introduction.topics, identity?.topics)
    const old = this.#oldOf(newcomer)
    if (old) this.#core.replace(old)
    return session
  }

  /**
   * The connection that this newcomer replaces (F27), so that it is not counted against it. Before authentication that of
   * whoever drew the same bits: it lets the newcomer through to be authenticated, after which this is asked again.
   */
  #oldOf(newcomer: Newcomer): Session | null {
    const key = sessionKey(newcomer)
    return key === null ? null : this.#core.pool.holderOf(key)
  }

  /** @param closed nobody is let in, so that no limit has to know the address */
  #receive(req: IncomingMessage, newcomer: Newcomer, nowMs: number, closed: boolean): void {
    const { options, proxies } = this.#parts
    const key = this.#ask(() => options.limits?.clientKey?.(req))
    if (key !== null) newcomer.client = this.#core.clients.attempt(clientKey(key), nowMs)
    const weight = closed ? this.#weightOf(key, nowMs) : 1
    const address = weight > 0 ? addressOf(req, proxies) : null
    if (address !== null) newcomer.address = this.#core.addresses.attempt(address, nowMs, weight)
    const version = newcomer.introduction.version ?? this.#ask(() => options.clientVersion?.(req))
    if (version === null) return
    const shown = withoutControls(version.slice(0, VERSION_CHARACTERS))
    newcomer.version = this.#core.versions.attempt(shown, nowMs).key
    if (newcomer.client) newcomer.client.version = newcomer.version
    if (newcomer.address) newcomer.address.version = newcomer.version
  }

  #queue(request: AdmissionRequest, nowMs: number): void {
    const { queue, perSecond } = this.#core.flow
    if (perSecond === null && queue.length === 0) {
      this.#enter(request, false)
      return
    }
    let waited = false
    const later = (step: () => void) => {
      if (!waited) {
        step()
        return
      }
      try {
        step()
      } catch (error) {
        throwLater(error)
      }
    }
    queue.enter(perSecond, nowMs, {
      admit: () => later(() => this.#enter(request, waited)),
      refuse: () => later(() => this.#decide(request.newcomer, 'queue-full', request.decided)),
      gone: () => request.req.socket.destroyed,
    })
    waited = true
  }

  /** @param waited others may have come in and the tier may have changed since it was asked about */
  #enter(request: AdmissionRequest, waited: boolean): void {
    const { auth } = this.#parts
    const { req, newcomer, decided } = request
    if (!auth) {
      this.#decide(newcomer, waited ? this.#refusalAfterWaiting(newcomer, request.transport) : null, decided)
      return
    }
    const { announced, reconnect } = newcomer.introduction
    auth
      .identify(req, announced && !reconnect)
      .then(
        identity => this.#recognise(newcomer, identity),
        (error): RejectReason => {
          // That its breaker opened was reported; what an open one turns away may be thousands a second.
          if (!isOpenCircuit(error)) this.#core.failed(error)
          return 'auth-unavailable'
        },
      )
      .then(reason => {
        // Who has left meanwhile was neither let in nor refused.
        if (!req.socket.destroyed)
          this.#decide(newcomer, reason ?? this.#refusalAfterWaiting(newcomer, request.transport), decided)
      })
      .catch(throwLater)
  }

  #recognise(newcomer: Newcomer, identity: Identity | null): RejectReason | null {
    if (identity === null) return 'auth-failed'
    newcomer.identity = identity
    if (identity.client !== undefined)
      newcomer.client = this.#core.clients.attempt(clientKey(identity.client), this.#core.now())
    return null
  }

  /** How many refusals the address of this one counts for; who has a key is listed by that. */
  #weightOf(key: string | null, nowMs: number): number {
    return key === null ? this.#sample.weightAt(nowMs) : 0
  }

  /** Asked again right before somebody is let in, in the same turn: two that waited must not both see one free place. */
  #refusalAfterWaiting(newcomer: Newcomer, transport: Transport): RejectReason | null {
    if (this.#core.detached) return null
    return this.#core.closedTo(transport) ?? this.#limitFor(newcomer, this.#oldOf(newcomer))
  }

  /** The limit in the way of this newcomer. One that is only observed is counted, once a newcomer, and lets it in (F10). */
  #limitFor(newcomer: Newcomer, old: Session | null): RejectReason | null {
    const reason = this.#core.limitFor(newcomer.address, newcomer.client, old)
    if (reason === null || this.#core.enforcing) return reason
    if (!newcomer.overLimit) increment(this.#core.totals.wouldReject, reason)
    newcomer.overLimit = true
    return null
  }

  #decide(newcomer: Newcomer, reason: RejectReason | null, decided: Decided): void {
    if (reason !== null) this.#core.rejected(reason, this.#core.now())
    decided({ reason, newcomer })
  }

  /** A client that does not speak the protocol cannot say whether it has been here before. */
  #classify({ announced, reconnect, ticket, session }: Introduction): AttemptClass {
    if (!announced) return 'unknown'
    const { tickets, perSecond } = this.#core.flow
    if (ticket !== null && tickets?.redeem(ticket, session, perSecond)) return 'planned'
    return reconnect ? 'reconnect' : 'firstTime'
  }

  /** The application may not be typed: a number is as good a key as its digits. */
  #ask(question: () => string | null | undefined): string | null {
    try {
      const answer = question() ?? null
      return answer === null ? null : String(answer)
    } catch (error) {
      this.#core.failed(error)
      return null
    }
  }
}

/** What a client is counted under: a long key (a whole token) as its hash, so that a table of them stays small. */
const clientKey = (key: string) =>
  key.length <= CLIENT_KEY_CHARACTERS ? key : createHash('sha256').update(key).digest('base64url')

/** The topics that a session gets; `null`: all. */
export function allowedTopics(
  wanted: ReadonlySet<string> | null,
  allowed: readonly string[] | undefined,
): ReadonlySet<string> | null {
  if (!allowed) return wanted
  return new Set(wanted ? allowed.filter(topic => wanted.has(topic)) : allowed)
}

/** Back to where an error of the application would have been without a promise in between. */
function throwLater(error: unknown): void {
  process.nextTick(() => {
    throw error
  })
}
