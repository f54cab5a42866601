import type { EventEmitter } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { CloseReason } from '@stormdeck/protocol'
import { assemble } from '../assemble.ts'
import type { Core } from '../core.ts'
import type { Deck } from '../deck.ts'
import type { Door, Guest } from '../door.ts'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import type { AttachOptions } from '../options.ts'
import type { Peer, Session } from '../session/session.ts'
import { bytesOf } from '../ws/guarded-web-socket.ts'
import { passMessage } from '../ws/message-guard.ts'

type AllowRequest = (
  req: IncomingMessage,
  done: (error: string | null | undefined, success: boolean) => void,
) => void
type EngineSocket = EventEmitter & { readonly request: IncomingMessage; close(discard?: boolean): void }

/** What the adapter needs of a Socket.IO server that is attached to an HTTP server. */
export type SocketIoServer = {
  readonly engine: EventEmitter & { opts: { allowRequest?: AllowRequest | undefined } }
  readonly httpServer: unknown
  emit(event: string, ...args: unknown[]): unknown
}

export type SocketIoOptions = Omit<AttachOptions, 'fallback' | 'fallbackOrigins' | 'heartbeat' | 'ticketKey'>

/**
 * Puts an agent into a Socket.IO server. A session is an Engine.IO session, whatever carries it; pings stay its own
 * (F29). `deck.publish(topic, payload)` is `io.emit(topic, payload)`, batched and without droppable topics at tier 2.
 * A refusal is Engine.IO's 403 with the reason, since that is all it can say.
 */
export function attachSocketIo(io: SocketIoServer, options: SocketIoOptions): Deck {
  const http = io.httpServer as Server
  return assemble(
    { ...options, heartbeat: false },
    {
      kind: 'socket.io',
      enforces: [1, 2],
      server: http,
      http,
      warnings: [],
      hook: ({ core, door }) => [hookEngine(io, core, door), core.routeThrough(broadcastPeer(io, core))],
    },
    () => {},
  )
}

function hookEngine({ engine }: SocketIoServer, core: Core, door: Door): () => void {
  const guests = new WeakMap<IncomingMessage, Guest>()
  const original = engine.opts.allowRequest
  engine.opts.allowRequest = (req, done) => {
    door.knock(req, 'websocket', ({ reason, guest }) => {
      guests.set(req, guest)
      if (reason !== null) done(reason, false)
      else if (original) original.call(engine.opts, req, done)
      else done(null, true)
    })
  }
  const arrived = (socket: EngineSocket) => {
    const guest = guests.get(socket.request)
    if (!guest) return
    const session = door.sessionFor(guest, 'websocket', peerOf(socket))
    core.opened(session)
    guardMessages(core, session, socket)
    socket.once('close', (reason: string) => core.closed(session, reasonOf(reason)))
  }
  engine.on('connection', arrived)
  return () => {
    engine.opts.allowRequest = original
    engine.off('connection', arrived)
  }
}

/** A message is announced twice, as `data` and as `message`; what is dropped is dropped for both. */
function guardMessages(core: Core, session: Session, socket: EngineSocket): void {
  const emit = socket.emit
  let passed = true
  socket.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    if (event === 'data') {
      const bytes = bytesOf(args[0])
      core.totals.messagesIn++
      core.totals.bytesIn += bytes
      passed = passMessage(core, session, bytes)
    }
    if (!passed && (event === 'data' || event === 'message')) return false
    return emit.call(socket, event, ...args)
  }
}

function peerOf(socket: EngineSocket): Peer {
  return { ...ABSENT_PEER, close: () => socket.close(), terminate: () => socket.close(true) }
}

function broadcastPeer(io: SocketIoServer, core: Core): Peer {
  return {
    ...ABSENT_PEER,
    publish({ topic, payload, plain }) {
      core.totals.messagesOut++
      core.totals.bytesOut += plain.length
      io.emit(topic, payload)
    },
  }
}

function reasonOf(reason: string): CloseReason {
  if (reason === 'ping timeout') return 'zombie'
  return reason.startsWith('transport') ? 'abnormal' : 'client'
}
