import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { interceptEvents } from './intercept-events.ts'

type Request = { socket: Duplex }

/**
 * Sockets that are connected and have not sent a whole request yet (F28), over TLS from TCP on. Those that have closed are
 * found when they are counted: a listener on each socket would be a tenth of what the agent adds to an accept.
 */
export class UnfinishedHandshakes {
  /** Ready for a request that has not come, or closed. */
  readonly #pending = new Set<Duplex>()
  /** In their TLS handshake, which Node ends with exactly one of two events, but for those that were in it before. */
  #inTls = 0
  readonly #tls: boolean
  readonly close: () => void

  constructor(server: Server) {
    this.#tls = 'setSecureContext' in server
    this.close = interceptEvents(server, (event, [subject]) => {
      this.#see(event, subject)
      return false
    })
  }

  /** To be asked every second or so: it lets go of what has closed. */
  get count(): number {
    for (const socket of this.#pending) if (socket.destroyed) this.#pending.delete(socket)
    return this.#pending.size + this.#inTls
  }

  /** This socket has sent a whole request. */
  settle(socket: Duplex): void {
    this.#pending.delete(socket)
  }

  #see(event: string, subject: unknown): void {
    if (event === 'request' || event === 'upgrade') this.settle((subject as Request).socket)
    else if (event === 'connection') {
      if (this.#tls) this.#inTls++
      else this.#pending.add(subject as Socket)
    } else if (event === 'tlsClientError') this.#endTls()
    else if (event === 'secureConnection') {
      this.#endTls()
      this.#pending.add(subject as Socket)
    }
  }

  #endTls(): void {
    if (this.#inTls > 0) this.#inTls--
  }
}

/** Calls `failed` when the socket closes before `opened` says that its handshake is complete. */
export function watchHandshake(socket: Duplex, opened: () => boolean, failed: () => void): void {
  const closed = () => {
    if (!opened()) failed()
  }
  if (socket.destroyed || socket.writableEnded) closed()
  else socket.once('close', closed)
}
