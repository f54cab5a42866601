import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { SUBPROTOCOL } from '@stormdeck/protocol'
import type { WebSocket, WebSocketServer } from 'ws'
import type { Admission, Newcomer } from '../admission.ts'
import type { Core } from '../core.ts'
import type { UnlistedOrigins } from '../fallback/unlisted-origins.ts'
import { helloFrame } from '../hello.ts'
import { LAST_BEAT } from '../session/beat.ts'
import { Session } from '../session/session.ts'
import { isIdentityKey } from '../session/session-key.ts'
import { Farewell } from './farewell.ts'
import { bindSession, bytesOf, guardedClass, keptOf, type SocketHooks } from './guarded-web-socket.ts'
import { holdSocket } from './hold-socket.ts'
import { passMessage } from './message-guard.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'
import { pongTick, SocketPeer } from './socket-peer.ts'
import { watchHandshake } from './unfinished-handshakes.ts'

/** Frames in one turn of the loop: about 10 ms. */
const TOLD_AT_ONCE = 1_000
const NO_TOPICS: ReadonlySet<string> = new Set()

type Upgrade = WebSocketServer['handleUpgrade']

/** The HTTP server behind a WebSocket server; `null` for `noServer`. */
export function httpServerOf(wss: WebSocketServer): Server | null {
  return (wss.options.server as Server | undefined) ?? (wss as { _server?: Server | null })._server ?? null
}

/**
 * Puts the agent between a `ws` server and its sockets: every upgrade passes `handleUpgrade`, every socket is made
 * of the class in the options. The returned function puts both back; open sockets go on as if nothing had been.
 */
export function hookWebSocketServer(
  wss: WebSocketServer,
  core: Core,
  admission: Admission,
  origins: UnlistedOrigins | null,
): () => void {
  const base = wss.options.WebSocket as typeof WebSocket
  const guarded = guardedClass(base, socketHooks(core))
  const original: Upgrade = wss.handleUpgrade
  const hadOwn = Object.hasOwn(wss, 'handleUpgrade')
  wss.options.WebSocket = guarded
  for (const socket of wss.clients ?? []) adopt(core, admission, socket, guarded)

  const complete = (
    req: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    opened: (ws: WebSocket, request: IncomingMessage, late: boolean) => void,
  ) => {
    let done = false
    let late = false
    original.call(wss, req, socket, head, (ws, request) => {
      done = true
      opened(ws, request, late)
    })
    late = true
    if (!done)
      watchHandshake(
        socket,
        () => done,
        () => core.rejected('bad-request', core.now()),
      )
  }
  const farewell = new Farewell(core)
  const watched: Upgrade = (req, socket, head, opened) => {
    if (core.detached) {
      original.call(wss, req, socket, head, opened)
      return
    }
    let handOver: (() => void) | null = null
    let decided = false
    admission.request(req, 'websocket', ({ reason, newcomer }) => {
      decided = true
      handOver?.()
      if (reason === null && core.detached) {
        original.call(wss, req, socket, head, opened)
      } else if (reason === null) {
        const flush = newcomer.introduction.announced ? holdWrites(socket) : null
        complete(req, socket, head, (ws, request, late) => {
          // `verifyClient` may have taken its time: others came in, the tier changed, or the agent has gone.
          const changed = late && !core.detached ? admission.refusalNow(newcomer, 'websocket') : null
          if (changed !== null) farewell.say(ws, changed, newcomer)
          else if (!core.detached) open(core, admission, newcomer, ws)
          flush?.()
          if (changed !== null) return
          if (newcomer.introduction.announced) origins?.look(request.headers)
          opened(ws, request)
        })
      } else if (farewell.fits(reason, newcomer)) {
        const flush = holdWrites(socket)
        original.call(wss, req, socket, head, ws => {
          farewell.say(ws, reason, newcomer)
          flush()
        })
      } else {
        refuseUpgrade(socket, reason)
      }
    })
    if (!decided) handOver = holdSocket(socket)
  }
  wss.handleUpgrade = watched
  return () => {
    // Somebody else may have wrapped it since; what is left of ours then only passes on.
    if (wss.handleUpgrade === watched) {
      if (hadOwn) wss.handleUpgrade = original
      else delete (wss as Partial<WebSocketServer>).handleUpgrade
    }
    wss.options.WebSocket = base
    // Not `wss.clients`, which a server may not keep.
    const listeners: Session[] = []
    for (const session of core.pool.sessions) {
      if (!(session.peer instanceof SocketPeer)) continue
      session.peer.unbind()
      if (session.announced && core.heartbeat) listeners.push(session)
    }
    sayLastBeat(listeners.values())
  }
}

/**
 * What the agent says goes out together with the answer to the upgrade: a system call is a third of an accept. An end of
 * the socket writes what is held.
 */
function holdWrites(socket: Duplex): () => void {
  socket.cork()
  return () => socket.uncork()
}

/** Some at a time: a frame to each of 50,000 in one go would stop the loop. */
function sayLastBeat(listeners: IterableIterator<Session>): void {
  for (let told = 0; told < TOLD_AT_ONCE; told++) {
    const { value: session, done } = listeners.next()
    if (done) return
    session.peer.deliver(LAST_BEAT)
  }
  setImmediate(sayLastBeat, listeners)
}

/** The session begins before the application hears of it, so that the hello is the first frame. */
function open(core: Core, admission: Admission, newcomer: Newcomer, socket: WebSocket): void {
  try {
    const session = admission.sessionFor(newcomer, 'websocket', new SocketPeer(socket, core.totals))
    bindSession(socket, session)
    core.opened(session)
    if (session.announced) session.peer.deliver(helloFrame(core, session))
    core.publisher.begin(session, newcomer.introduction.cursor)
  } catch (error) {
    core.failed(error)
  }
}

/**
 * A socket that was open before the agent came. What an agent before it knew of it holds; of any other nobody has said what it
 * may receive, so that where the application authenticates nothing that is published goes to it before it comes again.
 */
function adopt(core: Core, admission: Admission, socket: WebSocket, guarded: typeof WebSocket): void {
  Object.setPrototypeOf(socket, guarded.prototype)
  const session = new Session('websocket', new SocketPeer(socket, core.totals), core.now())
  Object.assign(session, keptOf(socket) ?? { announced: socket.protocol === SUBPROTOCOL })
  if (admission.authenticates && !isIdentityKey(session.key)) session.topics = NO_TOPICS
  bindSession(socket, session)
  core.adopt(session)
  // What it was told last is another agent's: it hears a window, and with it all the rest, as soon as that is its turn.
  session.windowMs = 0
  core.publisher.begin(session, null)
}

function socketHooks(core: Core): SocketHooks {
  const { totals } = core
  return {
    message(session, data) {
      const bytes = bytesOf(data)
      totals.messagesIn++
      totals.bytesIn += bytes
      core.heartbeat?.alive(session)
      return passMessage(core, session, bytes)
    },
    pong(session, data) {
      core.heartbeat?.pong(session, pongTick(data), core.now())
    },
    closed(session, code) {
      core.closedWith(session, typeof code === 'number' ? code : 1006)
    },
    sent(_session, data) {
      totals.framesAround++
      totals.messagesOut++
      totals.bytesOut += bytesOf(data)
    },
  }
}
