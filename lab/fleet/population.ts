import { backoffMs, CLIENT_VERSION_PARAMETER, RECONNECT_PARAMETER } from '@stormdeck/protocol'
import { WebSocket } from 'ws'
import { countTopics, type TopicCounts } from './message-topics.ts'
import { poisson } from './poisson.ts'
import { USER_PARAMETER, visitorAddress } from './visitor-address.ts'

const TICK_MS = 100
/** Between the end of one visit and the arrival of the next visitor in its place. */
const GAP_MS = 3_000
const MAX_BACKOFF_ATTEMPTS = 7
const TALK = JSON.stringify({ type: 'position', x: 12, y: 34 })

export type PopulationPlan = {
  nodeId: string
  url: string
  /** Sessions to hold on average. */
  clients: number
  /** At most this many arrivals a second, so that the start is not itself a storm. */
  rampPerSecond: number
  /** Mean length of a visit. */
  visitMs: number
  /** Mean time between two messages of a client. */
  talkEveryMs: number
  versions: readonly string[]
  /** The number of clients rises and falls by this share within a period, as over a day; unset: it does not. */
  wave?: { periodMs: number; share: number }
}

export type PopulationStats = {
  open: number
  attempts: number
  failed: number
  /** Sessions that ended without either side having said so. */
  lost: number
  received: TopicCounts
}

type Chance = { random: () => number; now: () => number }

/**
 * Real clients of one node that come, talk and go. Arrivals, messages and goodbyes are Poisson processes on one
 * timer. A session that was lost comes back by the ordinary rule of a polite client (F30).
 */
export class Population {
  readonly stats: PopulationStats = { open: 0, attempts: 0, failed: 0, lost: 0, received: {} }
  readonly #plan: PopulationPlan
  readonly #chance: Chance
  readonly #open: WebSocket[] = []
  readonly #timer: NodeJS.Timeout
  readonly #returning = new Set<NodeJS.Timeout>()
  readonly #startedAt: number
  #connecting = 0
  #visitor = 0
  #stopped = false

  constructor(plan: PopulationPlan, chance: Chance = { random: Math.random, now: Date.now }) {
    this.#plan = plan
    this.#chance = chance
    this.#startedAt = chance.now()
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
  }

  /** Says goodbye to nobody: the process is about to end. */
  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer)
    for (const timer of this.#returning) clearTimeout(timer)
    for (const socket of this.#open) socket.terminate()
  }

  #tick(): void {
    const { rampPerSecond, visitMs, talkEveryMs } = this.#plan
    const { random } = this.#chance
    const missing = this.#wanted() - this.#open.length - this.#connecting - this.#returning.size
    const arrivals =
      Math.min(rampPerSecond * TICK_MS, (Math.max(0, missing) * TICK_MS * 1_000) / GAP_MS) / 1_000
    for (let n = poisson(arrivals, random); n > 0; n--) this.#connect(0, false)
    for (let n = poisson((this.#open.length * TICK_MS) / visitMs, random); n > 0; n--) {
      this.#someone()?.close(1000)
    }
    for (let n = poisson((this.#open.length * TICK_MS) / talkEveryMs, random); n > 0; n--) {
      const socket = this.#someone()
      if (socket?.readyState === WebSocket.OPEN) socket.send(TALK)
    }
  }

  #wanted(): number {
    const { clients, wave } = this.#plan
    if (!wave) return clients
    const phase = (2 * Math.PI * (this.#chance.now() - this.#startedAt)) / wave.periodMs
    return clients * (1 + wave.share * Math.sin(phase))
  }

  #someone(): WebSocket | undefined {
    return this.#open[Math.floor(this.#chance.random() * this.#open.length)]
  }

  #address(reconnect: boolean): { url: string; visitor: number } {
    const visitor = this.#visitor++
    const { url, versions } = this.#plan
    const target = new URL(url)
    const version = versions[visitor % versions.length]
    if (version) target.searchParams.set(CLIENT_VERSION_PARAMETER, version)
    target.searchParams.set(USER_PARAMETER, `${this.#plan.nodeId}-${visitor}`)
    if (reconnect) target.searchParams.set(RECONNECT_PARAMETER, '1')
    return { url: target.href, visitor }
  }

  #connect(failures: number, reconnect: boolean): void {
    const { url, visitor } = this.#address(reconnect)
    this.stats.attempts++
    this.#connecting++
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
      headers: { 'x-forwarded-for': visitorAddress(this.#plan.nodeId, visitor) },
    })
    let opened = false
    socket.on('open', () => {
      opened = true
      this.#connecting--
      this.#open.push(socket)
      this.stats.open = this.#open.length
    })
    socket.on('message', (data, isBinary) => {
      if (!isBinary) countTopics(this.stats.received, data.toString(), this.#chance.now())
    })
    socket.on('error', () => {})
    socket.on('close', code => {
      if (opened) this.#forget(socket)
      else {
        this.#connecting--
        this.stats.failed++
      }
      if (code === 1000 || this.#stopped) return
      if (opened) this.stats.lost++
      this.#comeBack(opened ? 0 : failures + 1, reconnect || opened)
    })
  }

  #forget(socket: WebSocket): void {
    const index = this.#open.indexOf(socket)
    const last = this.#open.pop()
    if (last && last !== socket) this.#open[index] = last
    this.stats.open = this.#open.length
  }

  #comeBack(failures: number, reconnect: boolean): void {
    // After its last attempt a polite client waits for its user, who counts as a new arrival then.
    if (failures > MAX_BACKOFF_ATTEMPTS) return
    const timer = setTimeout(
      () => {
        this.#returning.delete(timer)
        this.#connect(failures, reconnect)
      },
      backoffMs(failures, this.#chance.random),
    )
    this.#returning.add(timer)
  }
}
