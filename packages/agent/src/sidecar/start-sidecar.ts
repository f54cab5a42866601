import { randomBytes } from 'node:crypto'
import { type AgentStatus, CONNECTIONS_PER_NODE, type HostLimits } from '@stormdeck/protocol'
import { Attempts } from '../attempts/attempts.ts'
import { controlRoutes } from '../control/control-routes.ts'
import { type ControlServer, checkExposure, startControlServer } from '../control/control-server.ts'
import type { ControlSource } from '../control/control-source.ts'
import { poolThresholds } from '../limits/limits.ts'
import { Metrics } from '../metrics/metrics.ts'
import type { MetricsView } from '../metrics/metrics-view.ts'
import { hostLimits } from '../observe/host-limits.ts'
import { memoryLimitBytes } from '../observe/memory-limit.ts'
import { NetCounters } from '../observe/net-counters.ts'
import { RecentPeak } from '../observe/recent-peak.ts'
import { SocketCount } from '../observe/socket-table.ts'
import { type ControlOptions, settingsOf } from '../options.ts'
import { LongPoll } from '../status/long-poll.ts'
import { type PutAnswer, TierMachine } from '../tier/tier-machine.ts'
import { newTotals } from '../totals.ts'
import { ConnectionScan, listeningPorts } from './connection-scan.ts'
import { ProcessView } from './process-view.ts'
import { sidecarStatus } from './sidecar-status.ts'

export type SidecarOptions = {
  id: string
  group: string
  /** The process that is watched. */
  pid: number
  /** Ports it serves; without them those it listens on. */
  ports?: readonly number[]
  control: ControlOptions
  /** Connections at which it is full. */
  connections?: number
  onError?: (error: unknown) => void
}
export type Sidecar = { readonly control: ControlServer; status(): AgentStatus; close(): Promise<void> }

const LOOK_INTERVAL_MS = 250
/** What came and went between two looks further apart than this is too much to call that time watched, ms. */
const WATCHED_GAP_MS = 4 * LOOK_INTERVAL_MS

/**
 * The calls of an agent for a process that has none inside, read from /proc. It counts what it sees from one look to
 * the next, says that this is a lower bound, and leaves what it cannot know unknown. It enforces nothing.
 */
export function startSidecar(options: SidecarOptions): Sidecar {
  return new SidecarSource(options)
}

class SidecarSource implements ControlSource, Sidecar {
  readonly boot = randomBytes(8).toString('hex')
  readonly control: ControlServer
  readonly #settings: ReturnType<typeof settingsOf>
  readonly #insecure: boolean
  readonly #view: ProcessView
  readonly #ports: ReadonlySet<number>
  readonly #scan = new ConnectionScan()
  readonly #attempts = new Attempts()
  readonly #totals = newTotals()
  readonly #net = new NetCounters()
  readonly #longPoll = new LongPoll()
  readonly #tier: TierMachine
  readonly #timer: NodeJS.Timeout
  readonly #startedAtMs: number
  readonly #startedAtWallMs: number
  #states: AgentStatus['sockets'] = null
  #acceptQueue: number | null = null
  #cpu: { atMs: number; seconds: number | null; ratio: number | null }
  readonly #memoryLimitBytes: number | null
  #closed = 0
  /** Of the last look that could read the tables; `null`: there was none, or the one after it could not. */
  #lookedAtMs: number | null = null
  readonly #peak = new RecentPeak()

  constructor(options: SidecarOptions) {
    const { id, group, onError } = options
    this.#settings = settingsOf({ id, group, ...(onError && { onError }) })
    this.#settings.limits.connections = options.connections ?? CONNECTIONS_PER_NODE
    this.#insecure = checkExposure(options.control)
    this.#view = new ProcessView(options.pid)
    if (!this.#view.alive)
      throw new TypeError(`stormdeck: there is no process ${options.pid}, or /proc cannot be read`)
    this.#ports = new Set(
      options.ports ?? listeningPorts(this.#view.socketTables(), this.#view.socketInodes()),
    )
    if (this.#ports.size === 0) {
      throw new TypeError(
        `stormdeck: process ${options.pid} listens on no port that can be seen; name them in ports`,
      )
    }
    const { clock } = this.#settings
    this.#startedAtMs = clock.now()
    this.#startedAtWallMs = clock.wall()
    this.#cpu = { atMs: 0, seconds: this.#view.cpuSeconds(), ratio: null }
    this.#tier = new TierMachine({ node: { id, group, enforces: [1] }, keys: new Map(), clock, disk: null })
    this.#memoryLimitBytes = memoryLimitBytes(options.pid)
    this.#look()
    this.#timer = setInterval(() => this.#look(), LOOK_INTERVAL_MS)
    const routes = controlRoutes(this, new Metrics(() => this.#metrics()), this.#longPoll)
    this.control = startControlServer(options.control, routes, this.#settings.onError)
  }

  now(): number {
    return this.#settings.clock.now() - this.#startedAtMs
  }

  urgent(): boolean {
    return this.#attempts.burst.holds(this.now())
  }

  put(body: unknown): PutAnswer {
    return this.#tier.put(body)
  }

  topClients(): [] {
    return []
  }

  limits(): HostLimits {
    return hostLimits({ read: () => ({ ...this.#view.descriptors(), peak: null }) })
  }

  status(fromBucket = 0): AgentStatus {
    const nowMs = this.now()
    const settings = this.#settings
    const view = this.#view
    return sidecarStatus({
      settings,
      boot: this.boot,
      startedAtWallMs: this.#startedAtWallMs,
      insecure: this.#insecure,
      nowMs,
      attempts: this.#attempts,
      fromBucket,
      totals: this.#totals,
      closed: this.#closed,
      current: this.#scan.current,
      thresholds: poolThresholds(settings.limits.connections),
      rssBytes: view.rssBytes(),
      memoryLimitBytes: this.#memoryLimitBytes,
      descriptors: view.descriptors(),
      sockets: this.#states,
      acceptQueue: this.#acceptQueue,
      net: this.#net.read(),
      cpuRatio: this.#cpu.ratio,
      tier: this.#tier.status(),
    })
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#longPoll.close(this.now())
    await this.control.close()
    this.#net.close()
  }

  #look(): void {
    const nowMs = this.now()
    const tables = this.#view.socketTables()
    this.#date(nowMs, tables.length > 0)
    if (tables.length === 0) this.#scan.lose()
    const { came, went } = tables.length > 0 ? this.#scan.look(tables, this.#ports) : { came: 0, went: 0 }
    for (let n = 0; n < came; n++) {
      this.#attempts.record('unknown', nowMs)
      this.#attempts.outcome('accepted', nowMs)
    }
    for (let n = 0; n < went; n++) this.#attempts.outcome('closed', nowMs)
    this.#totals.accepted += came
    this.#closed += went
    this.#peak.offer(this.#scan.current ?? 0, nowMs)
    const count = new SocketCount(this.#ports)
    for (const table of tables) {
      count.chunk(Buffer.from(table, 'latin1'))
      count.endOfFile()
    }
    this.#states = tables.length > 0 ? count.states : null
    this.#acceptQueue = count.acceptQueue
    this.#measureCpu(nowMs)
    if (came > 0 && this.urgent()) this.#longPoll.urgent(nowMs)
    this.#longPoll.tick(nowMs)
  }

  /** Whoever is new in this look came since the one before; a time without looks stays unknown. */
  #date(nowMs: number, readable: boolean): void {
    const sinceMs = this.#lookedAtMs === null ? Number.POSITIVE_INFINITY : nowMs - this.#lookedAtMs
    this.#lookedAtMs = readable ? nowMs : null
    if (!readable) return
    if (sinceMs <= WATCHED_GAP_MS) this.#attempts.look(nowMs)
    else this.#attempts.touch(nowMs)
  }

  #measureCpu(nowMs: number): void {
    if (nowMs - this.#cpu.atMs < 1_000) return
    const seconds = this.#view.cpuSeconds()
    const before = this.#cpu.seconds
    const ratio =
      seconds === null || before === null ? null : ((seconds - before) * 1_000) / (nowMs - this.#cpu.atMs)
    this.#cpu = { atMs: nowMs, seconds, ratio: ratio === null ? null : Math.max(0, ratio) }
  }

  #metrics(): MetricsView {
    return {
      status: this.status(Number.MAX_SAFE_INTEGER),
      attemptsByClass: this.#attempts.byClass,
      tierRefused: this.#tier.refused,
      errors: 0,
      hints: 0,
      peakConnections10Min: this.#peak.read(this.#scan.current ?? 0, this.now()),
      attemptsPeak5s: this.#attempts.peak5s.read(this.now()),
      workers: [
        { worker: '0', current: this.#scan.current, accepted: this.#totals.accepted, rejected: null },
      ],
    }
  }
}
