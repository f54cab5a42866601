import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { COLUMN } from '../attempts/attempt-ring.ts'
import type { Core } from '../core.ts'

/** Refusals of a second from which on they cost too much: this share of what the node can accept in it … */
const REFUSALS_RATIO = 0.5
/** … or this many where that is not known. */
const REFUSALS_UNMEASURED = 500
const BUCKETS_A_SECOND = 10
/** The status says that it drops until nothing has been dropped for this long, ms. */
const SHOWN_FOR_MS = 10_000

/**
 * The second rung of the refusal ladder (protocol.md): a connection that no newcomer could be let in on is reset before TLS
 * and HTTP are paid for. Whoever it was hears no reason, so that it begins only where answering costs too much; what is
 * dropped counts as refused and keeps it up. Only for a listener that serves nothing but upgrades.
 */
export class TcpDrop {
  /** Connections dropped since the start. */
  total = 0
  readonly #server: Server
  readonly #core: Core
  readonly #hadOwn: boolean
  readonly #emit: Server['emit']
  readonly #watched: Server['emit']
  #open = true
  #droppedAtMs = Number.NEGATIVE_INFINITY

  constructor(server: Server, core: Core) {
    this.#server = server
    this.#core = core
    this.#hadOwn = Object.hasOwn(server, 'emit')
    const emit: (event: string, ...args: unknown[]) => boolean = server.emit
    this.#emit = server.emit
    // Before any listener: an HTTP parser or a TLS handshake is what shall not be paid for.
    this.#watched = (event: string, ...args: unknown[]): boolean => {
      if (event === 'connection' && this.#drops(args[0] as Socket)) return true
      return emit.call(server, event, ...args)
    }
    server.emit = this.#watched
  }

  /** Whether connections are being dropped. */
  isActive(nowMs: number): boolean {
    return nowMs - this.#droppedAtMs < SHOWN_FOR_MS
  }

  close(): void {
    this.#open = false
    // Somebody else may have wrapped it since; what is left of ours then only passes on.
    if (this.#server.emit !== this.#watched) return
    if (this.#hadOwn) this.#server.emit = this.#emit
    else delete (this.#server as Partial<Server>).emit
  }

  #drops(socket: Socket): boolean {
    const core = this.#core
    const mayDrop = this.#open && core.enforcing && !core.detached
    const reason = mayDrop ? core.closedToAll('websocket') : null
    if (reason === null) return false
    const nowMs = core.now()
    core.attempts.touch(nowMs)
    const { perSecond } = core.flow
    const most = perSecond === null ? REFUSALS_UNMEASURED : perSecond * REFUSALS_RATIO
    if (core.attempts.ring.sum(COLUMN.rejected, BUCKETS_A_SECOND) < most) return false
    core.attempt('unknown', nowMs)
    core.rejected(reason, nowMs)
    this.total++
    this.#droppedAtMs = nowMs
    socket.on('error', ignore)
    socket.resetAndDestroy()
    return true
  }
}

/** The peer may have gone first. */
function ignore(): void {}
