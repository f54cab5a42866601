import type { IncomingMessage } from 'node:http'
import type { BlockList } from 'node:net'
import type { RejectReason } from '@stormdeck/protocol'
import type { AttemptClass } from './attempts/attempt-ring.ts'
import type { Core } from './core.ts'
import { addressOf } from './limits/address-of.ts'
import type { Party } from './limits/party-table.ts'
import type { AttachOptions, Identity } from './options.ts'
import { type Introduction, introductionOf } from './session/introduction.ts'
import { type Peer, Session, type Transport } from './session/session.ts'

/** Somebody at the door, from the request until the session is open or refused. */
export type Guest = {
  introduction: Introduction
  address: Party | null
  client: Party | null
  identity: Identity | null
  version: string | null
}

export type Verdict =
  | { admitted: true; guest: Guest }
  | { admitted: false; reason: RejectReason; guest: Guest }

const NOBODY: Guest = {
  introduction: introductionOf({ url: '', headers: {} } as IncomingMessage),
  address: null,
  client: null,
  identity: null,
  version: null,
}

/**
 * Every session on every transport comes through here: counted first, then held against tier, limits and
 * authentication. Nothing the application's hooks do can break the way in.
 */
export class Door {
  readonly #core: Core
  readonly #options: AttachOptions
  readonly #proxies: BlockList | null

  constructor(core: Core, options: AttachOptions, proxies: BlockList | null) {
    this.#core = core
    this.#options = options
    this.#proxies = proxies
  }

  /** Counts the attempt and decides; at once, unless the application authenticates. */
  knock(req: IncomingMessage, transport: Transport, decided: (verdict: Verdict) => void): void {
    let guest = NOBODY
    let reason: RejectReason | null = null
    try {
      const nowMs = this.#core.now()
      const introduction = introductionOf(req)
      this.#core.attempt(attemptClass(introduction), nowMs)
      guest = this.#receive(req, introduction, nowMs)
      reason = this.#refusal(guest, transport)
      if (reason === null && this.#options.authenticate) {
        this.#authenticate(req, guest, decided)
        return
      }
    } catch (error) {
      this.#core.failed(error)
    }
    this.#decide(guest, reason, decided)
  }

  /** The session of an admitted guest, on its way into the pool. */
  sessionFor(guest: Guest, transport: Transport, peer: Peer): Session {
    const { introduction, identity } = guest
    const session = new Session(transport, peer, this.#core.now())
    session.announced = introduction.announced
    session.address = guest.address
    session.client = guest.client
    session.version = guest.version
    session.key = identity?.session ?? introduction.session
    session.topics = allowedTopics(introduction.topics, identity?.topics)
    this.#replace(session)
    return session
  }

  #receive(req: IncomingMessage, introduction: Introduction, nowMs: number): Guest {
    const address = this.#core.addresses.attempt(addressOf(req, this.#proxies), nowMs)
    const key = this.#ask(() => this.#options.limits?.clientKey?.(req) ?? null)
    const version = introduction.version ?? this.#ask(() => this.#options.clientVersion?.(req) ?? null)
    const client = key === null ? null : this.#core.clients.attempt(key, nowMs)
    if (client && version !== null) client.version = version
    return { introduction, address, client, identity: null, version: version?.slice(0, 64) ?? null }
  }

  #refusal(guest: Guest, transport: Transport): RejectReason | null {
    if (!this.#core.serves(transport)) return 'tier'
    return this.#core.limitFor(guest.address, guest.client)
  }

  #authenticate(req: IncomingMessage, guest: Guest, decided: (verdict: Verdict) => void): void {
    const authenticate = this.#options.authenticate
    Promise.resolve()
      .then(() => authenticate?.(req) ?? null)
      .then(
        identity => {
          if (identity === null) return 'auth-failed'
          guest.identity = identity
          if (identity.client !== undefined)
            guest.client = this.#core.clients.attempt(identity.client, this.#core.now())
          return this.#core.limitAfterWaiting(guest.address, guest.client)
        },
        error => {
          this.#core.failed(error)
          return 'auth-unavailable' as const
        },
      )
      .then(reason => this.#decide(guest, reason as RejectReason | null, decided))
      .catch(error => this.#core.failed(error))
  }

  #decide(guest: Guest, reason: RejectReason | null, decided: (verdict: Verdict) => void): void {
    if (reason === null) {
      decided({ admitted: true, guest })
      return
    }
    this.#core.rejected(reason, this.#core.now())
    decided({ admitted: false, reason, guest })
  }

  /** F27: the old connection is destroyed before the new one takes its place. */
  #replace(session: Session): void {
    const old = session.key === null ? null : this.#core.pool.holderOf(session.key)
    if (!old) return
    this.#core.close(old, 1000, 'replaced', 'replaced by a newer connection')
    old.peer.terminate()
    this.#core.closed(old, 'replaced')
  }

  #ask<T>(question: () => T | null): T | null {
    try {
      return question()
    } catch (error) {
      this.#core.failed(error)
      return null
    }
  }
}

/** A client that does not speak the protocol cannot say whether it has been here before. */
function attemptClass({ announced, reconnect }: Introduction): AttemptClass {
  if (!announced) return 'unknown'
  return reconnect ? 'reconnect' : 'firstTime'
}

function allowedTopics(
  wanted: ReadonlySet<string> | null,
  allowed: readonly string[] | undefined,
): ReadonlySet<string> | null {
  if (!allowed) return wanted
  return new Set(wanted ? allowed.filter(topic => wanted.has(topic)) : allowed)
}
