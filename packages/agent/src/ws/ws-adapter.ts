import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import type { Core } from '../core.ts'
import type { Door, Guest } from '../door.ts'
import { helloFrame } from '../hello.ts'
import { Session } from '../session/session.ts'
import { Farewell } from './farewell.ts'
import { bindSession, bytesOf, guardedClass, type SocketHooks } from './guarded-web-socket.ts'
import { holdSocket } from './hold-socket.ts'
import { passMessage } from './message-guard.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'
import { pongTick, SocketPeer } from './socket-peer.ts'
import { watchHandshake } from './unfinished-handshakes.ts'

type Upgrade = WebSocketServer['handleUpgrade']

/** The HTTP server behind a WebSocket server; `null` for `noServer`. */
export function httpServerOf(wss: WebSocketServer): Server | null {
  return (wss.options.server as Server | undefined) ?? (wss as { _server?: Server | null })._server ?? null
}

/**
 * Puts the agent between a `ws` server and its sockets: every upgrade passes `handleUpgrade`, every socket is made
 * of the class in the options. The returned function puts both back; open sockets go on as if nothing had been.
 */
export function hookWebSocketServer(wss: WebSocketServer, core: Core, door: Door): () => void {
  const base = wss.options.WebSocket as typeof WebSocket
  const guarded = guardedClass(base, socketHooks(core))
  const original: Upgrade = wss.handleUpgrade
  const hadOwn = Object.hasOwn(wss, 'handleUpgrade')
  wss.options.WebSocket = guarded
  for (const socket of wss.clients ?? []) adopt(core, socket, guarded)

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
    door.knock(req, 'websocket', ({ reason, guest }) => {
      decided = true
      handOver?.()
      if (reason === null && core.detached) {
        original.call(wss, req, socket, head, opened)
      } else if (reason === null) {
        const flush = guest.introduction.announced ? holdWrites(socket) : null
        complete(req, socket, head, (ws, request, late) => {
          // `verifyClient` may have taken its time: others came in, the tier changed, or the agent has gone.
          const changed = late && !core.detached ? door.refusalNow(guest, 'websocket') : null
          if (changed !== null) farewell.say(ws, changed, guest)
          else if (!core.detached) open(core, door, guest, ws)
          flush?.()
          if (changed === null) opened(ws, request)
        })
      } else if (farewell.fits(reason, guest)) {
        const flush = holdWrites(socket)
        original.call(wss, req, socket, head, ws => {
          farewell.say(ws, reason, guest)
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
    for (const { peer } of core.pool.sessions) if (peer instanceof SocketPeer) peer.unbind()
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

/** The session begins before the application hears of it, so that the hello is the first frame. */
function open(core: Core, door: Door, guest: Guest, socket: WebSocket): void {
  try {
    const session = door.sessionFor(guest, 'websocket', new SocketPeer(socket, core.totals))
    bindSession(socket, session)
    core.opened(session)
    if (session.announced) session.peer.deliver(helloFrame(core, session))
    core.publisher.begin(session, guest.introduction.cursor)
  } catch (error) {
    core.failed(error)
  }
}

/** A socket that was open before the agent came. */
function adopt(core: Core, socket: WebSocket, guarded: typeof WebSocket): void {
  Object.setPrototypeOf(socket, guarded.prototype)
  const session = new Session('websocket', new SocketPeer(socket, core.totals), core.now())
  bindSession(socket, session)
  core.adopt(session)
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
