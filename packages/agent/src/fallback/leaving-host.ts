import type { Server } from 'node:http'
import { CLOSE } from '@stormdeck/protocol'
import type { Core } from '../core.ts'

/** Streams ended in one turn of the loop: about 20 ms. */
const ENDED_AT_ONCE = 1_000

/**
 * A server that was told to close waits for every answer, and an event stream is one that does not end. So when the host has
 * stopped listening its streams are sent away, with window and ticket, and no new ones begin on connections that are kept.
 */
export class LeavingHost {
  readonly #core: Core
  readonly #http: Pick<Server, 'listening'> | null
  #listened = false

  /** @param http `null`: not known. One that never listens is served by another, which says nothing. */
  constructor(core: Core, http: Pick<Server, 'listening'> | null) {
    this.#core = core
    this.#http = http
  }

  /** Called twice a bucket. */
  look(): void {
    if (!this.#http) return
    const { listening } = this.#http
    this.#listened ||= listening
    this.#core.hostLeaves = this.#listened && !listening
    if (this.#core.hostLeaves && this.#core.pool.byTransport.events > 0) this.#endSome()
  }

  #endSome(): void {
    let ended = 0
    for (const session of this.#core.pool.sessions) {
      if (session.transport !== 'events' || session.closing !== null) continue
      this.#core.sendAway(session, CLOSE.restart, 'shutdown', '')
      if (++ended >= ENDED_AT_ONCE) return
    }
  }
}
