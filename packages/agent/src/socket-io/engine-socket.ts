import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { CloseReason } from '@stormdeck/protocol'
import type { Core } from '../core.ts'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import type { Peer, Session } from '../session/session.ts'
import { bytesOf } from '../ws/guarded-web-socket.ts'
import { maxMessageBytes, passMessage } from '../ws/message-guard.ts'
import { WholeMessages } from './whole-messages.ts'

type Packet = { type: string; data?: unknown }

/** What the adapter needs of an Engine.IO socket. */
export type EngineSocket = EventEmitter & {
  readonly request: IncomingMessage
  /** Packets that its transport has not taken yet. */
  readonly writeBuffer: readonly Packet[]
  readonly transport: { readonly socket?: { readonly bufferedAmount?: number } }
  close(discard?: boolean): void
}

/** How events begin in Socket.IO's encoding, without and with binary parts; the rest answers the client. */
const EVENT = /^[25]/

export function enginePeer(socket: EngineSocket): Peer {
  return {
    ...ABSENT_PEER,
    get bufferedAmount() {
      const waiting = socket.writeBuffer.reduce((total, { data }) => total + bytesOf(data), 0)
      return waiting + (socket.transport.socket?.bufferedAmount ?? 0)
    },
    close: () => socket.close(),
    terminate: () => socket.close(true),
  }
}

/**
 * Counts what a socket receives and sends, and holds messages to F23. A frame is announced twice, as `data` and as
 * `message`; what is dropped is dropped for both, with all frames of its message.
 * @param publishing whether what is sent at this moment is `deck.publish`
 * @param left called when the socket has closed
 * @returns takes the agent out of the socket
 */
export function watchEngineSocket(
  core: Core,
  session: Session,
  socket: EngineSocket,
  publishing: () => boolean,
  left: () => void,
): () => void {
  const { totals } = core
  const emit = socket.emit
  const hadOwn = Object.hasOwn(socket, 'emit')
  const messages = new WholeMessages()
  /** The `message` that follows a `data` of ours has been announced already. */
  let announced = false
  let watching = true
  const announce = (frames: readonly unknown[]) => {
    for (const frame of frames) {
      emit.call(socket, 'data', frame)
      emit.call(socket, 'message', frame)
    }
  }
  const receive = (frame: unknown) => {
    totals.bytesIn += bytesOf(frame)
    const message = messages.take(frame, maxMessageBytes(core, session))
    if (message === null) return
    totals.messagesIn++
    if (passMessage(core, session, message.bytes)) announce(message.frames)
  }
  const watched = (event: string | symbol, ...args: unknown[]): boolean => {
    if (announced && event === 'message') {
      announced = false
      return true
    }
    if (watching && event === 'data') {
      announced = true
      receive(args[0])
      return true
    }
    if (watching && event === 'packetCreate') {
      const { type, data } = args[0] as Packet
      if (type === 'message') {
        totals.messagesOut++
        totals.bytesOut += bytesOf(data)
        if (!publishing() && typeof data === 'string' && EVENT.test(data)) totals.framesAround++
      }
    }
    return emit.call(socket, event, ...args)
  }
  const closed = (reason: string) => {
    core.closed(session, reasonOf(reason))
    left()
  }
  socket.emit = watched
  socket.once('close', closed)
  return () => {
    watching = false
    announce(messages.rest())
    socket.off('close', closed)
    // Somebody else may have wrapped it since; what is left of ours then only passes on.
    if (socket.emit !== watched) return
    if (hadOwn) socket.emit = emit
    else delete (socket as Partial<EngineSocket>).emit
  }
}

function reasonOf(reason: string): CloseReason {
  if (reason === 'ping timeout') return 'zombie'
  return reason.startsWith('transport') ? 'abnormal' : 'client'
}
