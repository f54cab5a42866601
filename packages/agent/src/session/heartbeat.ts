import { FULL_SETTINGS, PONG_DEADLINE_MS } from '@stormdeck/protocol'
import { LatencyWindow } from './latency-window.ts'
import type { Session } from './session.ts'
import { Wheel } from './wheel.ts'

export type HeartbeatTimes = {
  /** Ping interval at tier 1, ms. */
  pingIntervalMs: number
  /** A ping unanswered for this long means that the connection is dead, ms (F20). */
  pongDeadlineMs: number
  /** Length of a tick of the wheel, ms. */
  tickMs: number
  /** A session without a message for this long is closed with 1000; `null`: never (F20). */
  idleMs: number | null
  /** A connection that is dead is destroyed; else it stays, is counted as a zombie and asked again. */
  destroy: boolean
}

export type HeartbeatActions = {
  /** Sends a ping that carries `session.pingTick`. */
  ping(session: Session): void
  /** The session did not answer in time. */
  dead(session: Session): void
  /** The session answers but has sent no message for `idleMs`. */
  idle(session: Session): void
}

/**
 * The longest interval of event streams, ms, at any tier. To a proxy a stream is an answer under way, and many end one that
 * is silent for 30 s; to be cut again and again would make the tier itself a storm.
 */
export const STREAM_BEAT_MS = 15_000

export const HEARTBEAT_TIMES: HeartbeatTimes = {
  pingIntervalMs: FULL_SETTINGS.pingIntervalMs,
  pongDeadlineMs: PONG_DEADLINE_MS,
  tickMs: 1_000,
  idleMs: null,
  destroy: true,
}

/**
 * A deadline for each connection on a wheel (F20). A session is pinged every interval and is dead when a ping has
 * been unanswered for the deadline: at most interval + deadline after its last sign of life. It never opens anything.
 * Where it is not to destroy, a dead socket stays a zombie until it answers or leaves. Event streams are the agent's own
 * transport, and what they do not take waits in our memory: a dead one is destroyed all the same.
 */
export class Heartbeat {
  readonly latency = new LatencyWindow()
  /** Sessions whose ping is unanswered past half its deadline. */
  zombies = 0
  readonly #wheel = new Wheel<Session>()
  readonly #times: HeartbeatTimes
  readonly #does: HeartbeatActions
  readonly #random: () => number
  readonly #deadlineTicks: number
  readonly #streamTicks: number
  #intervalTicks: number

  constructor(times: HeartbeatTimes, does: HeartbeatActions, random: () => number) {
    this.#times = times
    this.#does = does
    this.#random = random
    this.#deadlineTicks = Math.max(1, Math.floor(times.pongDeadlineMs / times.tickMs))
    this.#intervalTicks = this.#ticks(times.pingIntervalMs)
    this.#streamTicks = this.#ticks(Math.min(times.pingIntervalMs, STREAM_BEAT_MS))
  }

  get tick(): number {
    return this.#wheel.tick
  }

  get pingIntervalMs(): number {
    return this.#intervalTicks * this.#times.tickMs
  }

  /** The longest a dead connection can stay, ms; `null`: as long as the host lets it. */
  get boundMs(): number | null {
    if (!this.#times.destroy) return null
    return (this.#intervalTicks + this.#deadlineTicks) * this.#times.tickMs
  }

  /** Doubles the interval of sockets under reduced settings (F23: 30 s, 60 s). Open ones follow at their next visit. */
  set reduced(reduced: boolean) {
    this.#intervalTicks = this.#ticks(this.#times.pingIntervalMs * (reduced ? 2 : 1))
  }

  /** How often this session is pinged, ms. */
  intervalMsOf(session: Session): number {
    return this.#intervalOf(session) * this.#times.tickMs
  }

  /** The first ping falls anywhere within the interval, so that a storm of arrivals is not a storm of pings. */
  watch(session: Session): void {
    const interval = this.#intervalOf(session)
    const first = 1 + Math.floor(this.#random() * interval)
    session.pingTick = this.#wheel.tick + first - interval
    session.heardTick = this.#wheel.tick
    this.#wheel.schedule(session, first)
  }

  forget(session: Session): void {
    this.#wheel.remove(session)
    this.#answered(session)
  }

  /** A message came from the peer. */
  alive(session: Session): void {
    session.heardTick = this.#wheel.tick
    this.#answered(session)
  }

  /** A pong; `tick` is what its ping carried, or `null` when the ping was not ours. */
  pong(session: Session, tick: number | null, nowMs: number): void {
    if (session.awaitingPong && tick === session.pingTick) this.latency.add(nowMs - session.pingedAtMs, nowMs)
    this.#answered(session)
  }

  turn(nowMs: number): void {
    this.#wheel.turn(session => this.#visit(session, nowMs))
  }

  #visit(session: Session, nowMs: number): void {
    const sincePing = this.#wheel.tick - session.pingTick
    if (!session.awaitingPong) {
      const interval = this.#intervalOf(session)
      if (sincePing < interval) this.#wheel.schedule(session, interval - sincePing)
      else if (this.#isIdle(session)) this.#does.idle(session)
      else this.#ping(session, nowMs)
      return
    }
    if (sincePing >= this.#deadlineTicks) {
      if (this.#times.destroy || session.transport === 'events') this.#does.dead(session)
      else this.#ping(session, nowMs)
      return
    }
    const half = this.#halfDeadline
    if (!session.zombie && sincePing >= half) {
      session.zombie = true
      this.zombies++
    }
    this.#wheel.schedule(session, (sincePing < half ? half : this.#deadlineTicks) - sincePing)
  }

  #ping(session: Session, nowMs: number): void {
    session.pingTick = this.#wheel.tick
    session.pingedAtMs = nowMs
    session.awaitingPong = true
    this.#wheel.schedule(session, Math.min(this.#halfDeadline, this.#intervalOf(session)))
    this.#does.ping(session)
  }

  /** What stands in for a socket cannot send messages. */
  #isIdle(session: Session): boolean {
    const { idleMs, tickMs } = this.#times
    if (session.transport !== 'websocket') return false
    return idleMs !== null && (this.#wheel.tick - session.heardTick) * tickMs >= idleMs
  }

  #answered(session: Session): void {
    session.awaitingPong = false
    if (!session.zombie) return
    session.zombie = false
    this.zombies--
  }

  get #halfDeadline(): number {
    return Math.ceil(this.#deadlineTicks / 2)
  }

  #intervalOf({ transport }: Session): number {
    return transport === 'events' ? this.#streamTicks : this.#intervalTicks
  }

  #ticks(ms: number): number {
    return Math.max(1, Math.floor(ms / this.#times.tickMs))
  }
}
