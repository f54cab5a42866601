import { randomBytes } from 'node:crypto'
import {
  CLOSE,
  type CloseReason,
  REDUCED_SETTINGS,
  type RejectReason,
  type SessionSettings,
  sessionSettings,
  type Tier,
} from '@stormdeck/protocol'
import type { AttemptClass } from './attempts/attempt-ring.ts'
import { Attempts } from './attempts/attempts.ts'
import { drainSome } from './capacity/drain.ts'
import type { Flow } from './capacity/flow.ts'
import { Restart } from './capacity/restart.ts'
import { WindowNews } from './capacity/window-news.ts'
import { brokenLimit } from './limits/limits.ts'
import { type Party, PartyTable } from './limits/party-table.ts'
import { PoolProtection } from './limits/pool-protection.ts'
import { RecentPeak } from './observe/recent-peak.ts'
import type { Settings } from './options.ts'
import { Publisher } from './publish/publisher.ts'
import { Departures } from './session/departures.ts'
import type { Heartbeat } from './session/heartbeat.ts'
import { keepAlive } from './session/keep-alive.ts'
import { closeReason, Pool } from './session/pool.ts'
import { type Peer, Session, type Transport } from './session/session.ts'
import { TierMachine, type TierMachineParts } from './tier/tier-machine.ts'
import { increment, newTotals } from './totals.ts'

/** Frames to sessions in one turn of the loop: about 10 ms. */
const TOLD_AT_ONCE = 1_000
/** Client versions told apart. */
const VERSIONS_KEPT = 64

export type CoreParts = {
  settings: Settings
  tier: Pick<TierMachineParts, 'keys' | 'disk'>
  enforces: readonly Tier[]
  flow: Flow
}

/**
 * What every adapter shares: it is told of attempts, sessions and messages, and answers what to do with them. It
 * knows neither `ws` nor HTTP. Times are ms since it was made.
 */
export class Core {
  readonly settings: Settings
  readonly enforces: readonly Tier[]
  readonly flow: Flow
  readonly boot = randomBytes(8).toString('hex')
  readonly startedAtWallMs: number
  readonly totals = newTotals()
  readonly attempts = new Attempts()
  readonly pool = new Pool()
  readonly departures = new Departures()
  readonly addresses: PartyTable
  readonly clients: PartyTable
  readonly versions: PartyTable
  readonly heartbeat: Heartbeat | null
  readonly tier: TierMachine
  readonly publisher: Publisher
  /** Called when every reader of the status should be answered at once. */
  onUrgent: () => void = () => {}
  /** Called when an attempt completed a burst of a threshold that some reader may wait for. */
  onBurst: () => void = () => {}
  /** Called for each announced session when what it was told has changed. */
  onTold: (session: Session) => void = () => {}
  /** Called before a session is moved away, so that it can be told where and when. */
  onDrain: (session: Session) => void = () => {}
  /** Called with how long a session lasted, ms. */
  onDuration: (durationMs: number) => void = () => {}
  readonly #startedAtMs: number
  /** The agent was taken out: who is still let in is the host's own. */
  detached = false
  /** The host's server has stopped listening: nothing that stands in for a socket begins on what is left of it. */
  hostLeaves = false
  /** Sessions were open before the agent came. */
  foundSessions = false
  /** Most sessions at once since the start. */
  peakConnections = 0
  readonly recentPeak = new RecentPeak()
  readonly protection = new PoolProtection()
  readonly #windowNews = new WindowNews(this)
  #restart: Restart | null = null
  #telling: IterableIterator<Session> | null = null
  #routers: ReadonlySet<Session> | null = null

  constructor({ settings, tier, enforces, flow }: CoreParts) {
    const { clock, limits } = settings
    this.settings = settings
    this.enforces = enforces
    this.flow = flow
    this.#startedAtMs = clock.now()
    this.startedAtWallMs = clock.wall()
    this.addresses = new PartyTable(limits.connections * 2)
    this.clients = new PartyTable(limits.connections * 2)
    this.versions = new PartyTable(VERSIONS_KEPT)
    this.heartbeat = settings.heartbeat && keepAlive(this, settings.heartbeat, settings.random)
    this.publisher = new Publisher({ node: settings.id, boot: this.boot }, this.totals)
    this.tier = new TierMachine({
      ...tier,
      node: { id: settings.id, group: settings.group, enforces },
      clock,
      onChange: () => this.#tierChanged(),
      onError: error => this.failed(error),
    })
    if (this.heartbeat) this.heartbeat.reduced = this.tier.unprotected >= 2
  }

  /** Ms since the agent started. */
  now(): number {
    return this.settings.clock.now() - this.#startedAtMs
  }

  attempt(attempt: AttemptClass, nowMs: number): void {
    if (this.attempts.record(attempt, nowMs)) this.onBurst()
  }

  /**
   * The limit in the way of one more session, enforced or not. `null`: come in.
   * @param old the connection that the session replaces, which counts no more
   */
  limitFor(address: Party | null, client: Party | null, old: Session | null): RejectReason | null {
    return brokenLimit(this.settings.limits, this.pool.current, address, client, old)
  }

  /** Whether new sessions of this transport are let in under the tier in force. */
  serves(transport: Transport): boolean {
    const tier = this.tier.effective
    if (transport === 'websocket') return tier <= 2
    return transport === 'events' ? tier === 3 : tier >= 4
  }

  /** Why nobody is let in by this transport now; `null`: it is served. */
  closedTo(transport: Transport): RejectReason | null {
    if (this.restarting || (this.hostLeaves && transport !== 'websocket')) return 'paused'
    return this.serves(transport) ? null : 'tier'
  }

  /** Why every newcomer by this transport is refused now; `null`: that depends on who. */
  closedToAll(transport: Transport): RejectReason | null {
    const reason = this.closedTo(transport)
    if (reason !== null) return reason
    return this.enforcing && this.pool.current >= this.settings.limits.connections ? 'node-full' : null
  }

  /** The time over which clients are asked to spread their return, ms. */
  windowMs(): number {
    return this.flow.windowMs(this.sessionsLast60s())
  }

  rejected(reason: RejectReason, nowMs: number): void {
    increment(this.totals.rejected, reason)
    this.attempts.outcome('rejected', nowMs)
  }

  /** Takes in a session whose handshake is complete. */
  opened(session: Session): void {
    this.totals.accepted++
    this.attempts.outcome('accepted', session.openedAtMs)
    this.#admit(session)
  }

  /** Takes in a session without counting an arrival: it was open before the agent came. */
  adopt(session: Session): void {
    this.foundSessions = true
    this.#admit(session)
  }

  #admit(session: Session): void {
    if (this.detached) {
      session.peer.close(CLOSE.restart, '')
      return
    }
    this.protection.admit(session)
    session.tier = this.tierOf(session)
    session.live = !this.isReduced(session)
    this.pool.add(session)
    this.departures.came(session.key, this.now())
    if (session.announced) session.windowMs = this.windowMs()
    this.peakConnections = Math.max(this.peakConnections, this.pool.current)
    this.recentPeak.offer(this.pool.current, session.openedAtMs)
    this.heartbeat?.watch(session)
    this.#guardPool()
  }

  /**
   * Closes every connection with 1012, paced, and lets nobody in any more.
   * @returns resolves when none is left; at once where the agent was taken out, whose sockets are the host's
   */
  restart(perSecond: number): Promise<void> {
    if (this.detached) return Promise.resolve()
    this.#restart ??= new Restart(this, perSecond)
    return this.#restart.done
  }

  /** Called twice a bucket. */
  sendSomeAway(nowMs: number): void {
    this.#restart?.tick(nowMs)
  }

  /** The process is about to end: new sessions are to go elsewhere, or to come when it is back. */
  get restarting(): boolean {
    return this.#restart !== null
  }

  /** Closes a session that may come again; who speaks the protocol is told when and where. */
  sendAway(session: Session, code: number, reason: CloseReason, text: string): void {
    this.onDrain(session)
    this.close(session, code, reason, text)
  }

  /** The one way out. Safe to call twice. */
  closed(session: Session, reason: CloseReason): void {
    if (!this.pool.remove(session)) return
    const nowMs = this.now()
    increment(this.totals.closed, session.closing ?? reason)
    this.attempts.outcome('closed', nowMs)
    this.departures.left(session.key, nowMs)
    this.heartbeat?.forget(session)
    this.publisher.end(session)
    this.protection.leave(session)
    this.onDuration(nowMs - session.openedAtMs)
    this.#guardPool()
  }

  closedWith(session: Session, code: number): void {
    this.closed(session, closeReason(code))
  }

  /** Closes a session for a reason of our own. */
  close(session: Session, code: number, reason: CloseReason, text: string): void {
    session.closing = reason
    session.peer.close(code, text)
  }

  /** F27: the old connection of a session is destroyed before the new one takes its place. */
  replace(old: Session): void {
    this.close(old, CLOSE.normal, 'replaced', 'replaced by a newer connection')
    old.peer.terminate()
    this.closed(old, 'replaced')
  }

  /** Destroys a session that has not answered in time (F20). */
  destroyZombie(session: Session): void {
    session.closing = 'zombie'
    this.totals.zombiesDestroyed++
    session.peer.terminate()
    this.closed(session, 'zombie')
  }

  /** Whether a socket runs under the reduced settings (F23). */
  isReduced(session: Session): boolean {
    if (session.transport !== 'websocket') return false
    return this.tier.unprotected >= 2 || this.protection.holds(session)
  }

  /** The tier that a session runs under: an open socket never under more than is in force, nor by protection it missed. */
  tierOf(session: Session): Tier {
    if (session.transport !== 'websocket') return this.tier.effective
    return this.isReduced(session) ? (Math.max(this.tier.unprotected, 2) as Tier) : 1
  }

  settingsFor(session: Session): SessionSettings {
    return this.isReduced(session) ? REDUCED_SETTINGS : sessionSettings(1)
  }

  /**
   * For servers that route themselves (MQTT, Socket.IO): what is published goes to this peer instead of to sessions.
   * @returns undoes it
   */
  routeThrough(peer: Peer): () => void {
    const router = new Session('websocket', peer, this.now())
    this.#routers = new Set([router])
    if (this.isReduced(router)) this.publisher.hold(router)
    return () => {
      this.publisher.end(router)
      this.#routers = null
    }
  }

  publish(topic: string, payload: unknown, droppable: boolean): void {
    this.publisher.publish(
      this.#routers ?? this.pool.sessions,
      topic,
      payload,
      droppable,
      this.tier.unprotected >= 2,
    )
  }

  /** Epoch ms of a time of ours. */
  wallOf(atMs: number): number {
    return this.settings.clock.wall() - (this.now() - atMs)
  }

  /** Sessions open now, and those that left within the last minute and are not back. */
  sessionsLast60s(): number {
    return this.pool.current + this.departures.count(this.now())
  }

  /** Share of open sessions that run under the tier in force; `null` with none open. */
  shareUnder(): number | null {
    const { current, byTransport } = this.pool
    if (current === 0) return null
    const tier = this.tier.effective
    if (tier >= 3) return (tier === 3 ? byTransport.events : byTransport.poll) / current
    return this.tier.unprotected === tier
      ? byTransport.websocket / current
      : this.protection.reduced / current
  }

  /** Whether sessions are held to limits and capacity at all. */
  get enforcing(): boolean {
    return this.settings.limits.mode === 'enforce'
  }

  /**
   * Tells sessions what has changed for them, some at a time: in force it is at once, but a frame to each of 50,000
   * in one go would stop the loop.
   */
  tellSome(): void {
    this.#windowNews.tellSome()
    for (let told = 0; this.#telling && told < TOLD_AT_ONCE; ) {
      const { value: session, done } = this.#telling.next()
      if (done) this.#telling = null
      else if (session.announced && session.tier !== this.tierOf(session)) {
        session.tier = this.tierOf(session)
        this.onTold(session)
        told++
      }
    }
  }

  /** The work of every second. */
  eachSecond(nowMs: number): void {
    this.publisher.flush(session => this.isReduced(session))
    this.recentPeak.offer(this.pool.current, nowMs)
    this.addresses.sweep(nowMs)
    this.clients.sweep(nowMs)
    this.flow.eachSecond(this.totals.accepted)
    drainSome(this)
  }

  /** Ends what would hold on to the host: streams. Sockets are the host's own and stay. */
  detach(): void {
    this.#restart?.end()
    for (const session of this.pool.sessions)
      if (session.transport === 'events') session.peer.close(CLOSE.restart, '')
    this.pool.sessions.clear()
  }

  failed(error: unknown): void {
    this.totals.errors++
    this.settings.onError(error)
  }

  #guardPool(): void {
    if (!this.protection.look(this.settings.limits, this.pool.current)) return
    this.tier.protect(this.protection.active ? 'soft-limit' : null)
  }

  #tierChanged(): void {
    if (this.heartbeat) this.heartbeat.reduced = this.tier.unprotected >= 2
    for (const router of this.#routers ?? this.pool.sessions) {
      if (this.isReduced(router)) this.publisher.hold(router)
    }
    this.#telling = this.pool.sessions.values()
    this.tellSome()
    this.onUrgent()
  }
}
