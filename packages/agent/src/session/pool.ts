import type { CloseReason } from '@stormdeck/protocol'
import { LargestParty } from '../limits/largest-party.ts'
import type { Session, Transport } from './session.ts'
import { drawnKey } from './session-key.ts'

/** Versions told apart; the rest counts under one name, so that a client cannot grow the list. */
const VERSIONS_KEPT = 64
export const OTHER_VERSIONS = 'other'

/** The open sessions and what is counted over them. Every way out of it goes through `remove`. */
export class Pool {
  readonly sessions = new Set<Session>()
  readonly byTransport: Record<Transport, number> = { websocket: 0, events: 0, poll: 0 }
  readonly versions = new Map<string, number>()
  /** Sessions that speak the client protocol. */
  announced = 0
  readonly largestAddress = new LargestParty()
  readonly #byKey = new Map<string, Session>()

  get current(): number {
    return this.sessions.size
  }

  add(session: Session): void {
    this.sessions.add(session)
    this.byTransport[session.transport]++
    if (session.announced) this.announced++
    if (session.address) this.largestAddress.gain(session.address)
    if (session.client) session.client.connections++
    for (const key of keysOf(session)) this.#byKey.set(key, session)
    if (session.version !== null) {
      if (!this.versions.has(session.version) && this.versions.size >= VERSIONS_KEPT)
        session.version = OTHER_VERSIONS
      this.versions.set(session.version, (this.versions.get(session.version) ?? 0) + 1)
    }
  }

  /** Takes a session out of every map it is in; false when it was out already. */
  remove(session: Session): boolean {
    if (!this.sessions.delete(session)) return false
    session.open = false
    this.byTransport[session.transport]--
    if (session.announced) this.announced--
    if (session.address) this.largestAddress.lose(session.address)
    if (session.client) session.client.connections--
    for (const key of keysOf(session)) if (this.#byKey.get(key) === session) this.#byKey.delete(key)
    if (session.version !== null) this.#forgetVersion(session.version)
    return true
  }

  /** The open session of this key (F27); of an authenticated one, also by the bits that its client drew. */
  holderOf(key: string): Session | null {
    return this.#byKey.get(key) ?? null
  }

  #forgetVersion(version: string): void {
    const left = (this.versions.get(version) ?? 1) - 1
    if (left > 0) this.versions.set(version, left)
    else this.versions.delete(version)
  }
}

function keysOf({ key, drawn }: Session): string[] {
  if (key === null) return []
  return drawn === null ? [key] : [key, drawnKey(drawn)]
}

/** Why a socket closed, from its code, when the agent did not close it itself. */
export function closeReason(code: number): CloseReason {
  if (code === 1000 || code === 1001 || code === 1005) return 'client'
  if (code === 1006) return 'abnormal'
  if (code === 1008) return 'policy'
  if (code === 1009) return 'too-large'
  if (code === 1012) return 'shutdown'
  return code >= 1002 && code <= 1015 ? 'error' : 'client'
}
