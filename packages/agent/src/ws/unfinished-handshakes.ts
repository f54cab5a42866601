import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { interceptEvents } from './intercept-events.ts'

const PENDING = Symbol('stormdeck.pending')
type Watched = Duplex & { [PENDING]?: UnfinishedHandshakes | null }
type Request = { socket: Duplex }

/**
 * Sockets that are connected and have not sent a whole request yet (F28), over TLS from TCP on. One shared listener a socket,
 * which an upgrade takes off: a socket that stays for hours would pay for it in memory.
 */
export class UnfinishedHandshakes {
  /** Ready for a request that has not come. */
  pending = 0
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

  get count(): number {
    return this.pending + this.#inTls
  }

  #see(event: string, subject: unknown): void {
    if (event === 'request') settleHandshake((subject as Request).socket)
    else if (event === 'upgrade') {
      const { socket } = subject as Request
      settleHandshake(socket)
      socket.off('close', settle)
    } else if (!this.#tls) {
      if (event === 'connection') this.#begin(subject as Socket)
    } else if (event === 'connection') this.#inTls++
    else if (event === 'tlsClientError') this.#endTls()
    else if (event === 'secureConnection') {
      this.#endTls()
      this.#begin(subject as Socket)
    }
  }

  #begin(socket: Watched): void {
    this.pending++
    socket[PENDING] = this
    socket.on('close', settle)
  }

  #endTls(): void {
    if (this.#inTls > 0) this.#inTls--
  }
}

/** Says that this socket has sent a whole request. */
export const settleHandshake = (socket: Duplex) => settle.call(socket)

function settle(this: Duplex): void {
  const watched = this as Watched
  const owner = watched[PENDING]
  if (!owner) return
  owner.pending--
  watched[PENDING] = null
}

/** Calls `failed` when the socket closes before `opened` says that its handshake is complete. */
export function watchHandshake(socket: Duplex, opened: () => boolean, failed: () => void): void {
  const closed = () => {
    if (!opened()) failed()
  }
  if (socket.destroyed || socket.writableEnded) closed()
  else socket.once('close', closed)
}
