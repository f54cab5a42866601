import { WebSocket } from 'ws'
import type { Message } from '../publish/message.ts'
import type { Peer } from '../session/session.ts'
import type { Totals } from '../totals.ts'
import { bytesOf, unbindSession } from './guarded-web-socket.ts'

const NO_OPTIONS = {}

/** What one tick's pings carry; made once a tick for all sessions that are due in it. */
let payload = Buffer.alloc(4)

function pingPayload(tick: number): Buffer {
  if (payload.readUInt32BE(0) === tick) return payload
  // A new buffer, since the frames of the last tick may still wait in socket buffers.
  payload = Buffer.alloc(4)
  payload.writeUInt32BE(tick, 0)
  return payload
}

/** The tick that a pong repeats, or `null` when its ping was the application's. */
export function pongTick(data: unknown): number | null {
  return Buffer.isBuffer(data) && data.length === 4 ? data.readUInt32BE(0) : null
}

/** A `ws` socket as the far end of a session. */
export class SocketPeer implements Peer {
  readonly #socket: WebSocket
  readonly #totals: Totals

  constructor(socket: WebSocket, totals: Totals) {
    this.#socket = socket
    this.#totals = totals
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount
  }

  deliver(frame: string): void {
    this.#send(frame)
  }

  publish({ plain }: Message): void {
    this.#send(plain)
  }

  #send(frame: string | Buffer): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    this.#totals.messagesOut++
    this.#totals.bytesOut += bytesOf(frame)
    // Around the counted `send` of the guarded class: this frame is the agent's own.
    WebSocket.prototype.send.call(this.#socket, frame, NO_OPTIONS, ignore)
  }

  ping(tick: number): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping(pingPayload(tick))
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  /** The socket goes on without its session. */
  unbind(): void {
    unbindSession(this.#socket)
  }

  terminate(): void {
    this.#socket.terminate()
  }
}

/** A frame that could not be written is followed by the close of its socket, and that is counted. */
function ignore(): void {}
