import cluster, { type Cluster, type Worker } from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { type AgentStatus, type LeaseSet, STORM_THRESHOLDS, windowMs } from '@stormdeck/protocol'
import { AttemptRing, COLUMN, type Column } from '../attempts/attempt-ring.ts'
import { TOUCH_INTERVAL_MS } from '../attempts/attempts.ts'
import { PeakSecond } from '../attempts/peak-second.ts'
import { controlRoutes } from '../control/control-routes.ts'
import { checkExposure, startControlServer } from '../control/control-server.ts'
import type { ControlSource } from '../control/control-source.ts'
import type { Deck } from '../deck.ts'
import { poolThresholds } from '../limits/limits.ts'
import { Metrics } from '../metrics/metrics.ts'
import type { MetricsView } from '../metrics/metrics-view.ts'
import { Descriptors } from '../observe/descriptors.ts'
import { hostLimits } from '../observe/host-limits.ts'
import { type AttachOptions, settingsOf } from '../options.ts'
import { LongPoll } from '../status/long-poll.ts'
import { openJournalOrNot } from '../tier/journal-file.ts'
import { TierMachine } from '../tier/tier-machine.ts'
import { trustedKeys } from '../tier/verify-set.ts'
import { sumOf } from '../totals.ts'
import { agentVersion } from '../version.ts'
import { mergeStatus } from './merge-status.ts'
import { MergedBurst } from './merged-burst.ts'
import { CLUSTER_KEY, clusterMessage, type PrimaryOrder, type WorkerReport } from './worker-report.ts'

export type PrimaryOptions = Pick<
  AttachOptions,
  'id' | 'group' | 'control' | 'trust' | 'journalDir' | 'limits' | 'fallback' | 'demo' | 'clock' | 'onError'
>
export type PrimaryDeck = Pick<Deck, 'control' | 'status' | 'close'>

/**
 * The one node that the workers of a `node:cluster` are: called in the primary, while each worker calls `attach` with
 * `control: 'primary'`. Holds the control listener and the journal, adds up, and divides the limits (F28).
 */
export function attachPrimary(options: PrimaryOptions): PrimaryDeck {
  const primary = new Primary(options, cluster)
  return { control: primary.control, status: () => primary.status(0), close: () => primary.close() }
}

class Primary implements ControlSource {
  readonly boot = randomBytes(8).toString('hex')
  readonly control: Deck['control']
  readonly #settings: ReturnType<typeof settingsOf>
  readonly #insecure: boolean
  readonly #fallback: boolean
  readonly #cluster: Cluster
  readonly #tier: TierMachine
  readonly #ring = new AttemptRing()
  readonly #peak = new PeakSecond()
  readonly #burst = new MergedBurst(STORM_THRESHOLDS.burstAttempts, STORM_THRESHOLDS.burstWindowMs)
  readonly #descriptors = new Descriptors()
  readonly #longPoll = new LongPoll()
  readonly #metrics: Metrics
  readonly #reports = new Map<number, WorkerReport>()
  /** Of workers that have gone: what they had counted stays counted. */
  readonly #gone = { accepted: 0, rejected: 0 }
  readonly #timer: NodeJS.Timeout
  readonly #startedAtMs: number
  readonly #startedAtWallMs: number
  #set: LeaseSet | null
  #peakConnections = 0
  #server: ReturnType<typeof startControlServer> | null

  constructor(options: PrimaryOptions, workers: Cluster) {
    this.#settings = settingsOf(options)
    this.#fallback = options.fallback !== 'off'
    const control = typeof options.control === 'object' ? options.control : null
    this.#insecure = control ? checkExposure(control) : false
    this.#cluster = workers
    const { id, group, clock, onError } = this.#settings
    this.#startedAtMs = clock.now()
    this.#startedAtWallMs = clock.wall()
    this.#tier = new TierMachine({
      node: { id, group, enforces: this.#fallback ? [1, 2, 3, 4, 5] : [1, 2] },
      keys: trustedKeys(options.trust ?? []),
      clock,
      disk: openJournalOrNot(options.journalDir, onError),
      onApplied: set => this.#order(set),
      onChange: () => this.#longPoll.urgent(this.now()),
      onError,
    })
    this.#set = this.#tier.currentSet()
    this.#metrics = new Metrics(() => this.#view())
    workers.on('message', this.#hear)
    workers.on('exit', this.#forget)
    workers.on('fork', this.#welcome)
    for (const worker of Object.values(workers.workers ?? {})) if (worker) this.#welcome(worker)
    this.#timer = setInterval(() => this.#tick(), TOUCH_INTERVAL_MS)
    this.#timer.unref()
    this.#server =
      control && startControlServer(control, controlRoutes(this, this.#metrics, this.#longPoll), onError)
    this.control = this.#server
  }

  now(): number {
    return this.#settings.clock.now() - this.#startedAtMs
  }

  urgent(): boolean {
    return this.#burst.holds(this.#settings.clock.boot())
  }

  put(body: unknown): ReturnType<TierMachine['put']> {
    return this.#tier.put(body)
  }

  limits(): ReturnType<typeof hostLimits> {
    return hostLimits(this.#descriptors)
  }

  topClients(count: number): ReturnType<ControlSource['topClients']> {
    const all = [...this.#reports.values()].flatMap(report => report.topClients)
    const byKey = new Map<string, (typeof all)[number]>()
    for (const client of all) {
      const known = byKey.get(client.key)
      if (!known) byKey.set(client.key, { ...client })
      else {
        known.connections += client.connections
        known.attemptsLast60s += client.attemptsLast60s
      }
    }
    return [...byKey.values()].sort((a, b) => b.connections - a.connections).slice(0, count)
  }

  status(fromBucket: number): AgentStatus {
    const nowMs = this.now()
    this.#ring.touch(nowMs)
    const statuses = [...this.#reports.values()].map(report => report.status)
    return mergeStatus(
      {
        node: this.#node(statuses.length),
        attempts: this.#ring.series(fromBucket, nowMs),
        burst: this.#burstStatus(nowMs),
        tier: this.#tier.status(),
        limits: poolThresholds(this.#settings.limits.connections),
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

  readonly #hear = (worker: Worker, message: unknown) => {
    const report = clusterMessage(message, 'report')
    if (!report) return
    const before = this.#reports.get(worker.id)
    this.#reports.set(worker.id, report)
    this.#count(report, before ?? null)
    if (!before) this.#shareOut()
  }

  readonly #forget = (worker: Worker) => {
    const last = this.#reports.get(worker.id)
    if (!this.#reports.delete(worker.id)) return
    this.#gone.accepted += last?.status.totals.accepted ?? 0
    this.#gone.rejected += sumOf(last?.status.totals.rejected ?? {})
    this.#shareOut()
  }

  readonly #welcome = (worker: Worker) => {
    worker.once('online', () => this.#send(worker))
  }

  /** What the worker counted since its last report happened within the last tenth of a second. */
  #count(report: WorkerReport, before: WorkerReport | null): void {
    const nowMs = this.now()
    for (const column of Object.values(COLUMN)) {
      const more = report.counted[column] - (before?.counted[column] ?? 0)
      if (more > 0) this.#ring.add(column as Column, nowMs, more)
    }
    this.#burst.add(report.attemptTimes, this.#settings.clock.boot())
    this.#peak.offer(this.#ring.lastSecond, nowMs)
    for (const durationMs of report.durationsMs) this.#metrics.observeDuration(durationMs)
    const connections = [...this.#reports.values()].reduce(
      (total, { status }) => total + (status.pool.current ?? 0),
      0,
    )
    this.#peakConnections = Math.max(this.#peakConnections, connections)
    if (this.urgent()) this.#longPoll.urgent(nowMs)
  }

  #order(set: LeaseSet): void {
    this.#set = set
    this.#shareOut()
  }

  #shareOut(): void {
    for (const worker of Object.values(this.#cluster.workers ?? {})) if (worker) this.#send(worker)
  }

  #send(worker: Worker): void {
    if (!worker.isConnected()) return
    const { connections, perClient, perAddress } = this.#settings.limits
    const share = (limit: number) => Math.ceil(limit / Math.max(1, this.#reports.size))
    const limits = {
      connections: share(connections),
      perClient: share(perClient),
      perAddress: share(perAddress),
    }
    const order: PrimaryOrder = {
      kind: 'order',
      set: this.#set && (this.#tier.currentSet() ?? this.#set),
      limits,
    }
    worker.send({ [CLUSTER_KEY]: order }, error => {
      if (error) this.#settings.onError(error)
    })
  }

  #tick(): void {
    try {
      const nowMs = this.now()
      this.#ring.touch(nowMs)
      this.#tier.tick()
      this.#longPoll.tick(nowMs)
    } catch (error) {
      this.#settings.onError(error)
    }
  }

  #node(workers: number): AgentStatus['node'] {
    const { id, group, clock, limits, demo } = this.#settings
    return {
      id,
      group,
      agentVersion,
      boot: this.boot,
      startedAt: this.#startedAtWallMs,
      now: clock.wall(),
      adapter: 'ws',
      enforces: this.#fallback ? [1, 2, 3, 4, 5] : [1, 2],
      workers,
      limitsMode: limits.mode,
      insecure: this.#insecure,
      demo,
    }
  }

  #burstStatus(nowMs: number): AgentStatus['burst'] {
    const { clock } = this.#settings
    const { perSecond, atMs } = this.#peak.read(nowMs)
    const { lastAtMs, threshold, windowMs: burstWindowMs } = this.#burst
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
    const reports = [...this.#reports]
    const byClass = { firstTime: 0, reconnect: 0, planned: 0, early: 0, unknown: 0 }
    for (const [, { attemptsByClass }] of reports) {
      for (const [name, count] of Object.entries(attemptsByClass))
        byClass[name as keyof typeof byClass] += count
    }
    return {
      status: this.status(Number.MAX_SAFE_INTEGER),
      attemptsByClass: byClass,
      tierRefused: this.#tier.refused,
      errors: reports.reduce((total, [, { errors }]) => total + errors, 0),
      hints: reports.reduce((total, [, { hints }]) => total + hints, 0),
      peakConnections: this.#peakConnections,
      workers: workerCounts(reports, this.#gone),
    }
  }
}

/** At most sixteen workers are told apart, so that the number of series stays bounded; the rest is one. */
function workerCounts(
  reports: [number, WorkerReport][],
  gone: { accepted: number; rejected: number },
): MetricsView['workers'] {
  const told = reports.slice(0, 16).map(([id, { status }]) => ({
    worker: `${id}`,
    current: status.pool.current ?? 0,
    accepted: status.totals.accepted,
    rejected: sumOf(status.totals.rejected),
  }))
  const rest = reports.slice(16).reduce(
    (total, [, { status }]) => ({
      worker: 'other',
      current: total.current + (status.pool.current ?? 0),
      accepted: total.accepted + status.totals.accepted,
      rejected: total.rejected + sumOf(status.totals.rejected),
    }),
    { worker: 'other', current: 0, accepted: gone.accepted, rejected: gone.rejected },
  )
  return rest.accepted + rest.rejected > 0 ? [...told, rest] : told
}
