import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

const PENDING = Symbol('stormdeck.pending')
type Watched = Duplex & { [PENDING]?: UnfinishedHandshakes | null }

/**
 * Sockets that are connected and have not sent a whole request yet (F28). One shared listener a socket, which an upgrade
 * takes off: a socket that stays for hours would pay for it in memory.
 */
export class UnfinishedHandshakes {
  count = 0
  readonly #server: Server
  readonly #connection = (socket: Socket) => {
    this.count++
    const watched = socket as Watched
    watched[PENDING] = this
    socket.on('close', settle)
  }
  readonly #request = (req: { socket: Duplex }) => settleHandshake(req.socket)
  readonly #upgrade = (req: { socket: Duplex }) => {
    settleHandshake(req.socket)
    req.socket.off('close', settle)
  }

  constructor(server: Server) {
    this.#server = server
    server.prependListener(isTls(server) ? 'secureConnection' : 'connection', this.#connection)
    server.prependListener('request', this.#request)
    server.prependListener('upgrade', this.#upgrade)
  }

  close(): void {
    this.#server.off(isTls(this.#server) ? 'secureConnection' : 'connection', this.#connection)
    this.#server.off('request', this.#request)
    this.#server.off('upgrade', this.#upgrade)
  }
}

/** Says that this socket has sent a whole request. */
export const settleHandshake = (socket: Duplex) => settle.call(socket)

function settle(this: Duplex): void {
  const watched = this as Watched
  const owner = watched[PENDING]
  if (!owner) return
  owner.count--
  watched[PENDING] = null
}

const isTls = (server: Server) => 'setSecureContext' in server

/** Calls `failed` when the socket closes before `opened` says that its handshake is complete. */
export function watchHandshake(socket: Duplex, opened: () => boolean, failed: () => void): void {
  const closed = () => {
    if (!opened()) failed()
  }
  if (socket.destroyed || socket.writableEnded) closed()
  else socket.once('close', closed)
}
