import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { COLUMN } from '../attempts/attempt-ring.ts'
import type { Core } from '../core.ts'
import { interceptEvents } from './intercept-events.ts'

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
  readonly close: () => void
  readonly #core: Core
  #droppedAtMs = Number.NEGATIVE_INFINITY

  constructor(server: Server, core: Core) {
    this.#core = core
    // Before any listener: an HTTP parser or a TLS handshake is what shall not be paid for.
    this.close = interceptEvents(
      server,
      (event, [socket]) => event === 'connection' && this.#drops(socket as Socket),
    )
  }

  /** Whether connections are being dropped. */
  isActive(nowMs: number): boolean {
    return nowMs - this.#droppedAtMs < SHOWN_FOR_MS
  }

  #drops(socket: Socket): boolean {
    const core = this.#core
    const mayDrop = core.enforcing && !core.detached
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
