import type { WebSocket } from 'ws'
import type { Session } from '../session/session.ts'

/** What the agent wants to know of a socket. A hook must not throw. */
export type SocketHooks = {
  /** False keeps the message from the application. */
  message(session: Session, data: unknown): boolean
  pong(session: Session, data: unknown): void
  closed(session: Session, code: unknown): void
  /** The application sent a frame itself. */
  sent(session: Session, data: unknown): void
}

const SESSION = Symbol('stormdeck.session')
const KEPT = Symbol('stormdeck.kept')
/** What an agent leaves with a socket when it goes, for the one that comes: who it is, and what it may receive. */
export type Kept = Pick<Session, 'announced' | 'drawn' | 'key' | 'topics' | 'version'>
type Guarded = WebSocket & { [SESSION]?: Session | null; [KEPT]?: Kept }
type SocketClass = typeof WebSocket

/**
 * The class a server makes its sockets of, with the agent in between. One pair of methods on a prototype: nothing
 * is added to a socket but its session, and no listener that an application could count.
 */
export function guardedClass(base: SocketClass, hooks: SocketHooks): SocketClass {
  return class extends base {
    override emit(event: string | symbol, ...args: unknown[]): boolean {
      const session = (this as Guarded)[SESSION]
      if (session) {
        if (event === 'message') {
          if (!hooks.message(session, args[0])) return true
        } else if (event === 'pong') hooks.pong(session, args[0])
        else if (event === 'close') hooks.closed(session, args[0])
      }
      return super.emit(event, ...args)
    }

    override send(...args: unknown[]): void {
      const session = (this as Guarded)[SESSION]
      if (session) hooks.sent(session, args[0])
      ;(super.send as (...args: unknown[]) => void)(...args)
    }
  }
}

/** Ties a session to its socket. */
export function bindSession(socket: WebSocket, session: Session): void {
  ;(socket as Guarded)[SESSION] = session
}

/** The socket goes on without its session. */
export function unbindSession(socket: WebSocket): void {
  const guarded: Guarded = socket
  if (!guarded[SESSION]) return
  const { announced, drawn, key, topics, version } = guarded[SESSION]
  guarded[SESSION] = null
  guarded[KEPT] = { announced, drawn, key, topics, version }
}

/** What was known of a socket when an agent last went; `null`: none has seen it. */
export const keptOf = (socket: WebSocket): Kept | null => (socket as Guarded)[KEPT] ?? null

/** Payload bytes of what `ws` hands over or is given. */
export function bytesOf(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data)
  if (Array.isArray(data)) return data.reduce<number>((total, part: Buffer) => total + part.length, 0)
  return (data as { byteLength?: number } | null)?.byteLength ?? 0
}
