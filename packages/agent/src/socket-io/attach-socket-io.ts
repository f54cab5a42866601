import type { EventEmitter } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { Admission, Newcomer } from '../admission.ts'
import { assemble } from '../assemble.ts'
import { attachOnce } from '../attach-once.ts'
import { credentialsOf } from '../auth/credentials-of.ts'
import type { Core } from '../core.ts'
import type { Deck } from '../deck.ts'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import type { AttachOptions } from '../options.ts'
import { type Peer, Session } from '../session/session.ts'
import { holdSocket } from '../ws/hold-socket.ts'
import { deflateWarnings } from '../ws/ws-warnings.ts'
import { type EngineSocket, enginePeer, watchEngineSocket } from './engine-socket.ts'
import { keepBinary } from './keep-binary.ts'

type AllowRequest = (
  req: IncomingMessage,
  done: (error: string | null | undefined, success: boolean) => void,
) => void

/** What the adapter needs of a Socket.IO server that is attached to an HTTP server. */
export type SocketIoServer = {
  readonly engine: EventEmitter & {
    opts: {
      allowRequest?: AllowRequest | undefined
      pingInterval?: number
      pingTimeout?: number
      perMessageDeflate?: unknown
    }
  }
  readonly httpServer: unknown
  emit(event: string, ...args: unknown[]): unknown
}

export type SocketIoOptions = Omit<
  AttachOptions,
  'dropAtTcp' | 'fallback' | 'fallbackOrigins' | 'heartbeat' | 'ticketKey'
>

/** What Engine.IO adds to the query of its requests; `t` is another each time. */
const ENGINE_PARAMETERS: ReadonlySet<string> = new Set(['EIO', 'transport', 't', 'sid', 'b64'])

/**
 * Puts an agent into a Socket.IO server. A session is an Engine.IO session, whatever carries it; pings stay its own
 * (F29). `deck.publish(topic, payload)` is `io.emit(topic, payload)`, batched and without droppable topics at tier 2.
 * A refusal is Engine.IO's 403 with the reason, since that is all it can say.
 */
export function attachSocketIo(io: SocketIoServer, options: SocketIoOptions): Deck {
  if (!io.engine) throw new TypeError('stormdeck: give the Socket.IO server its HTTP server first')
  const http = io.httpServer as Server
  const { opts } = io.engine
  const warnings = deflateWarnings(opts.perMessageDeflate, 'new Server(http, { perMessageDeflate: false })')
  return attachOnce(io, options, closed =>
    assemble(
      {
        ...options,
        tokenOf: options.tokenOf ?? (req => credentialsOf(req, ENGINE_PARAMETERS)),
        heartbeat: false,
      },
      {
        kind: 'socket.io',
        enforces: [1, 2],
        server: http,
        http,
        warnings: () => warnings,
        ownPings: () => ownPings(opts),
        hook: ({ core, admission }) => hookServer(io, core, admission),
      },
      closed,
    ),
  )
}

/** Engine.IO asks every `pingInterval` and waits `pingTimeout` for the answer. */
function ownPings({ pingInterval, pingTimeout }: SocketIoServer['engine']['opts']) {
  const known = pingInterval !== undefined && pingTimeout !== undefined
  return {
    pingIntervalMs: pingInterval ?? null,
    boundMs: known ? pingInterval + pingTimeout : null,
    zombies: null,
  }
}

function hookServer(io: SocketIoServer, core: Core, admission: Admission): (() => void)[] {
  let publishing = false
  const broadcast: Peer = {
    ...ABSENT_PEER,
    keep: keepBinary,
    publish({ topic, payload }) {
      publishing = true
      try {
        io.emit(topic, payload)
      } catch (error) {
        // Socket.IO keeps some names for itself ('disconnect'). What waits behind such a one goes out all the same.
        core.failed(error)
      } finally {
        publishing = false
      }
    },
  }
  return [hookEngine(io, core, admission, () => publishing), core.routeThrough(broadcast)]
}

function hookEngine(
  { engine }: SocketIoServer,
  core: Core,
  admission: Admission,
  publishing: () => boolean,
): () => void {
  const newcomers = new WeakMap<IncomingMessage, Newcomer>()
  /** Those about whom the server's own `allowRequest` took its time. */
  const late = new WeakSet<Newcomer>()
  const open = new Map<EngineSocket, () => void>()
  const original = engine.opts.allowRequest
  const watch = (socket: EngineSocket, session: Session) => {
    const left = () => open.delete(socket)
    open.set(socket, watchEngineSocket(core, session, socket, publishing, left))
  }
  const ask: AllowRequest = (req, done) => {
    if (original) original.call(engine.opts, req, done)
    else done(null, true)
  }
  const watched: AllowRequest = (req, done) => {
    if (core.detached) {
      ask(req, done)
      return
    }
    const letGo = holdSocket(req.socket)
    const answer: typeof done = (error, success) => {
      letGo()
      done(error, success)
    }
    admission.request(req, 'websocket', ({ reason, newcomer }) => {
      newcomers.set(req, newcomer)
      if (reason !== null) {
        answer(reason, false)
        return
      }
      let asking = true
      ask(req, (error, success) => {
        if (!success) core.rejected('bad-request', core.now())
        if (!asking) late.add(newcomer)
        const changed = success && !asking ? admission.refusalNow(newcomer, 'websocket') : null
        if (changed === null) answer(error, success)
        else answer(changed, false)
      })
      asking = false
    })
  }
  engine.opts.allowRequest = watched
  const arrived = (socket: EngineSocket) => {
    const newcomer = newcomers.get(socket.request)
    if (!newcomer) return
    // Several may have been allowed in one turn, before the first of them was in the pool.
    if (late.has(newcomer) && admission.refusalNow(newcomer, 'websocket') !== null) {
      socket.close(true)
      return
    }
    const session = admission.sessionFor(newcomer, 'websocket', enginePeer(socket))
    core.opened(session)
    watch(socket, session)
  }
  // Not in its types, and the only list of who was there before.
  const { clients = {} } = engine as { clients?: Record<string, EngineSocket> }
  for (const socket of Object.values(clients)) {
    const session = new Session('websocket', enginePeer(socket), core.now())
    core.adopt(session)
    watch(socket, session)
  }
  engine.on('connection', arrived)
  return () => {
    // Somebody else may have wrapped it since; what is left of ours then only passes on.
    if (engine.opts.allowRequest === watched) engine.opts.allowRequest = original
    engine.off('connection', arrived)
    for (const leave of open.values()) leave()
  }
}
