import type { Cluster, Worker } from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { type AgentStatus, type LeaseSet, windowMs } from '@stormdeck/protocol'
import { TOUCH_INTERVAL_MS } from '../attempts/attempts.ts'
import { controlRoutes } from '../control/control-routes.ts'
import { checkExposure, startControlServer } from '../control/control-server.ts'
import type { ControlSource } from '../control/control-source.ts'
import type { Deck } from '../deck.ts'
import { poolThresholds } from '../limits/limits.ts'
import { Metrics } from '../metrics/metrics.ts'
import type { MetricsView } from '../metrics/metrics-view.ts'
import { Descriptors } from '../observe/descriptors.ts'
import { hostLimits } from '../observe/host-limits.ts'
import { settingsOf } from '../options.ts'
import { LongPoll } from '../status/long-poll.ts'
import { openJournalOrNot } from '../tier/journal-file.ts'
import { type PutAnswer, TierMachine } from '../tier/tier-machine.ts'
import { trustedKeys } from '../tier/verify-set.ts'
import { agentVersion } from '../version.ts'
import { limitsModeOf } from './merge-limits-mode.ts'
import { mergeStatus } from './merge-status.ts'
import { commonTiers } from './merge-tier.ts'
import type { PrimaryOptions } from './primary-options.ts'
import { WorkerBoard } from './worker-board.ts'
import { CLUSTER_KEY, clusterMessage, type PrimaryOrder } from './worker-report.ts'

/** An order is answered when every worker follows it, or after this long with what is true by then. */
const PATIENCE_MS = 500

/** The primary of a cluster as one agent: it holds the orders, and tells of its workers what they report. */
export class Primary implements ControlSource {
  readonly boot = randomBytes(8).toString('hex')
  readonly control: Deck['control']
  readonly #settings: ReturnType<typeof settingsOf>
  readonly #insecure: boolean
  readonly #cluster: Cluster
  readonly #tier: TierMachine
  readonly #board = new WorkerBoard()
  readonly #descriptors = new Descriptors()
  readonly #longPoll = new LongPoll()
  readonly #metrics: Metrics
  readonly #timer: NodeJS.Timeout
  readonly #startedAtMs: number
  readonly #startedAtWallMs: number
  /** Called with every report, while orders wait for their workers. */
  readonly #waiting = new Set<() => void>()
  #errors = 0
  #server: ReturnType<typeof startControlServer> | null

  constructor(options: PrimaryOptions, workers: Cluster) {
    this.#settings = settingsOf(options)
    const control = typeof options.control === 'object' ? options.control : null
    this.#insecure = control ? checkExposure(control) : false
    this.#cluster = workers
    const { id, group, clock } = this.#settings
    this.#startedAtMs = clock.now()
    this.#startedAtWallMs = clock.wall()
    this.#tier = new TierMachine({
      // What cannot be enforced the workers say: the primary only holds the orders.
      node: { id, group, enforces: [1, 2, 3, 4, 5] },
      keys: trustedKeys(options.trust ?? []),
      clock,
      disk: openJournalOrNot(options.journalDir, this.#failed),
      onApplied: set => this.#shareOut(set),
      onChange: () => this.#longPoll.urgent(this.now()),
      onError: this.#failed,
    })
    this.#metrics = new Metrics(() => this.#view())
    workers.on('message', this.#hear)
    workers.on('exit', this.#forget)
    workers.on('fork', this.#welcome)
    for (const worker of Object.values(workers.workers ?? {})) if (worker) this.#welcome(worker)
    this.#timer = setInterval(() => this.#tick(), TOUCH_INTERVAL_MS)
    this.#timer.unref()
    const routes = controlRoutes(this, this.#metrics, this.#longPoll)
    this.#server = control && startControlServer(control, routes, this.#failed)
    this.control = this.#server
  }

  now(): number {
    return this.#settings.clock.now() - this.#startedAtMs
  }

  urgent(): boolean {
    return this.#board.burst.holds(this.#settings.clock.boot())
  }

  /** Answered when the workers follow, with what they then enforce. */
  async put(body: unknown): Promise<PutAnswer> {
    const answer = this.#tier.put(body)
    if (!('effective' in answer.body)) return answer
    const { epoch, revision } = answer.body
    await this.#followed(epoch, revision)
    return {
      ...answer,
      body: { ...answer.body, effective: this.status(Number.MAX_SAFE_INTEGER).tier.effective },
    }
  }

  limits(): ReturnType<typeof hostLimits> {
    return hostLimits(this.#descriptors)
  }

  topClients(count: number): ReturnType<ControlSource['topClients']> {
    return this.#board.topClients(count)
  }

  status(fromBucket: number): AgentStatus {
    const nowMs = this.now()
    this.#board.touch(nowMs)
    const { statuses, departed, ring } = this.#board
    return mergeStatus(
      {
        node: this.#node(statuses),
        attempts: ring.series(fromBucket, nowMs),
        burst: this.#burstStatus(nowMs),
        tier: this.#tier.status(),
        limits: poolThresholds(this.#settings.limits.connections),
        departed: departed.counted,
        silence: this.#board.silence(nowMs),
        windowMs,
      },
      statuses,
    )
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#cluster.off('message', this.#hear)
    this.#cluster.off('exit', this.#forget)
    this.#cluster.off('fork', this.#welcome)
    this.#longPoll.close(this.now())
    await this.#server?.close()
    this.#server = null
    this.#tier.close()
    this.#descriptors.close()
  }

  readonly #failed = (error: unknown) => {
    this.#errors++
    this.#settings.onError(error)
  }

  readonly #hear = (worker: Worker, message: unknown) => {
    const leaving = clusterMessage(message, 'leave')
    const report = leaving?.last ?? clusterMessage(message, 'report')
    if (!report) return
    const nowMs = this.now()
    const isNew = this.#board.take(worker.id, report, nowMs, this.#settings.clock.boot())
    for (const durationMs of report.durationsMs) this.#metrics.observeDuration(durationMs)
    if (leaving) this.#forget(worker)
    else if (isNew) this.#shareOut()
    for (const look of this.#waiting) look()
    if (this.urgent()) this.#longPoll.urgent(nowMs)
  }

  readonly #forget = (worker: Worker) => {
    if (this.#board.forget(worker.id)) this.#shareOut()
    for (const look of this.#waiting) look()
  }

  readonly #welcome = (worker: Worker) => {
    worker.once('online', () => this.#send(worker, this.#tier.currentSet()))
  }

  /** Resolves when every worker that reports follows the revision, or when patience ends. */
  #followed(epoch: number, revision: number): Promise<void> {
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve()
      }
      const look = () => {
        if (this.#board.follows(epoch, revision)) done()
      }
      const timer = setTimeout(done, PATIENCE_MS)
      this.#waiting.add(look)
      look()
    })
  }

  #shareOut(set: LeaseSet | null = this.#tier.currentSet()): void {
    for (const worker of Object.values(this.#cluster.workers ?? {})) if (worker) this.#send(worker, set)
  }

  /** Only the limit of the node is divided: a client or an address may well be with one worker alone. */
  #send(worker: Worker, set: LeaseSet | null): void {
    if (!worker.isConnected()) return
    const workers = Math.max(1, this.#board.size)
    const connections = Math.ceil(this.#settings.limits.connections / workers)
    const order: PrimaryOrder = { kind: 'order', set, limits: { connections }, workers }
    worker.send({ [CLUSTER_KEY]: order }, error => {
      if (error) this.#failed(error)
    })
  }

  #tick(): void {
    try {
      const nowMs = this.now()
      this.#board.touch(nowMs)
      this.#tier.tick()
      this.#longPoll.tick(nowMs)
    } catch (error) {
      this.#failed(error)
    }
  }

  #node(workers: readonly AgentStatus[]): AgentStatus['node'] {
    const { id, group, clock, limits, demo } = this.#settings
    return {
      id,
      group,
      agentVersion,
      boot: this.boot,
      startedAt: this.#startedAtWallMs,
      now: clock.wall(),
      adapter: workers[0]?.node.adapter ?? 'ws',
      enforces: commonTiers(workers.map(({ node }) => node.enforces)),
      workers: workers.length,
      limitsMode: limitsModeOf(
        workers.map(({ node }) => node.limitsMode),
        limits.mode,
      ),
      insecure: this.#insecure,
      demo,
    }
  }

  #burstStatus(nowMs: number): AgentStatus['burst'] {
    const { clock } = this.#settings
    const { perSecond, atMs } = this.#board.peak(nowMs)
    const { lastAtMs, threshold, windowMs: burstWindowMs } = this.#board.burst
    return {
      threshold,
      windowMs: burstWindowMs,
      holds: this.urgent(),
      lastAt: lastAtMs === null ? null : clock.wall() - (clock.boot() - lastAtMs),
      peakPerSecond: perSecond,
      peakAt: atMs === null ? null : clock.wall() - (nowMs - atMs),
    }
  }

  #view(): MetricsView {
    const counted = this.#board.metrics(this.now())
    return {
      ...counted,
      errors: counted.errors + this.#errors,
      status: this.status(Number.MAX_SAFE_INTEGER),
      tierRefused: this.#tier.refused,
    }
  }
}
