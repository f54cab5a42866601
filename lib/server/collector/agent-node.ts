import { type AgentStatus, BUCKET_MS, BUCKETS_KEPT, BUCKETS_PER_SECOND } from '@stormdeck/protocol'
import type { Clock } from '../clock/clock.ts'
import { BucketAlignment } from './bucket-alignment.ts'
import { ColumnRing } from './column-ring.ts'
import type { Received } from './received.ts'

/** One minute by 100 ms. `attempts` are those that count towards a storm, of all classes but `planned`. */
export const BUCKET_COLUMNS = [
  'attempts',
  'firstTime',
  'reconnect',
  'early',
  'unknown',
  'planned',
  'accepted',
  'rejected',
  'closed',
  'lowerBound',
] as const
/** Fifteen minutes by 1 s. */
export const SECOND_COLUMNS = [
  'connections',
  'connectionLimit',
  'memoryPerConnection',
  'attempts',
  'established',
  'closed',
  'planned',
  'rejected',
  'wouldReject',
  'auth',
  'rss',
  'descriptors',
  'latencyMsP99',
  'loopLagMsP99',
  'cpuRatio',
] as const
export type BucketColumn = (typeof BUCKET_COLUMNS)[number]
export type SecondColumn = (typeof SECOND_COLUMNS)[number]
export const SECONDS_KEPT = 900
/** Rates are means over 10 s, in the history as in the live panels, so that no seam shows between them. */
const RATE_BUCKETS = 10 * BUCKETS_PER_SECOND
const RATES = [
  ['established', 'accepted'],
  ['closed', 'closed'],
  ['planned', 'planned'],
  ['rejected', 'rejected'],
] as const satisfies readonly [SecondColumn, BucketColumn][]

/** Largest count that a ring keeps exactly (Float32). No node sees as many attempts in 100 ms; a broken one may say so. */
const MAX_BUCKET_COUNT = 2 ** 24

/** Below this two readings of both clocks only took a moment. */
const CLOCK_SET_MS = 1_000

/** Where an agent is, and what it must call itself (`null`: whatever it says). */
export type AgentTarget = {
  url: string
  id: string | null
  group: string | null
  readTokenFile: string | null
  caFile: string | null
}

/** Everything the collector holds of one agent; bounded whatever the agent does. */
export class AgentNode {
  readonly target: AgentTarget
  readonly buckets = new ColumnRing({ stepMs: BUCKET_MS, slots: BUCKETS_KEPT, columns: BUCKET_COLUMNS })
  readonly seconds = new ColumnRing({ stepMs: 1_000, slots: SECONDS_KEPT, columns: SECOND_COLUMNS })
  /** Last complete answer; `null` before the first. */
  status: AgentStatus | null = null
  /** Why the last read failed, in words; `null` when it did not. */
  error: string | null = null
  /** The last read was answered, and not with a status of the right node. */
  refused = false
  /** Since when no source lists it, while it is still expected: monotonic ms. */
  vanishedAt: number | null = null
  readonly #alignment = new BucketAlignment()
  #received: Pick<Received, 'at' | 'mono'> | null = null

  constructor(target: AgentTarget) {
    this.target = target
  }

  get id(): string {
    return this.target.id ?? this.status?.node.id ?? new URL(this.target.url).host.slice(0, 64)
  }

  get group(): string {
    return this.target.group ?? this.status?.node.group ?? ''
  }

  /** When we received the last complete answer: epoch ms on our own even clock. */
  get receivedAt(): number | null {
    return this.#received?.at ?? null
  }

  /** Where to go on reading: the newest bucket comes again, since it may have been filling. */
  get cursor(): string | null {
    if (this.status === null) return null
    const { from, accepted } = this.status.attempts
    return `${this.status.node.boot}.${Math.max(0, from + accepted.length - 2)}`
  }

  /** Takes an answer into the rings; returns the buckets it wrote, first and last. */
  take(status: AgentStatus, received: Received): { first: number; last: number } {
    const previous = this.status
    const length = status.attempts.accepted.length
    const newest = status.attempts.from + Math.max(0, length - 1)
    const shift = this.#alignment.shift(status.node.boot, newest, received, status.attempts.newestAgeMs)
    const first = status.attempts.from + shift
    const last = newest + shift
    if (length > 0) this.#writeBuckets(status, first, last)
    this.#writeSeconds(status, previous, { first, last }, received.mono)
    this.status = status
    this.#received = { at: received.at, mono: received.mono }
    this.error = null
    this.refused = false
    return { first, last }
  }

  /** Dates the last answer by the wall clock as it is now: when that was set, what was received stays as old as it is. */
  followClock(clock: Clock): void {
    if (this.#received === null) return
    const at = clock.now() - clock.mono() + this.#received.mono
    if (Math.abs(at - this.#received.at) >= CLOCK_SET_MS) this.#received.at = at
  }

  /** A read that gave nothing. What was known stays until it is too old. */
  fail(error: string, refused: boolean): void {
    this.error = error
    this.refused = refused
  }

  #writeBuckets(status: AgentStatus, first: number, last: number): void {
    const { buckets } = this
    const { firstTime, reconnect, early, unknown, planned, accepted, rejected, closed } = status.attempts
    buckets.open(last)
    for (let bucket = first; bucket <= last; bucket++) {
      const i = bucket - first
      const counting = [firstTime[i], reconnect[i], early[i], unknown[i]]
      const observed = counting.some(count => typeof count === 'number')
      const sum = counting.reduce<number>((sum, count) => sum + (count ?? 0), 0)
      buckets.set('attempts', bucket, observed ? clamped(sum) : null)
      buckets.set('firstTime', bucket, clamped(firstTime[i]))
      buckets.set('reconnect', bucket, clamped(reconnect[i]))
      buckets.set('early', bucket, clamped(early[i]))
      buckets.set('unknown', bucket, clamped(unknown[i]))
      buckets.set('planned', bucket, clamped(planned[i]))
      buckets.set('accepted', bucket, clamped(accepted[i]))
      buckets.set('rejected', bucket, clamped(rejected[i]))
      buckets.set('closed', bucket, clamped(closed[i]))
      buckets.set('lowerBound', bucket, observed ? Number(status.lowerBound.active) : null)
    }
  }

  /** Rates of every second that was touched, and the gauges into the newest. */
  #writeSeconds(
    status: AgentStatus,
    previous: AgentStatus | null,
    wrote: { first: number; last: number },
    receivedMono: number,
  ): void {
    const { buckets, seconds } = this
    const before = seconds.newest
    const newest = Math.floor(wrote.last / BUCKETS_PER_SECOND)
    seconds.open(newest)
    const oldest = Math.max(
      Math.floor(wrote.first / BUCKETS_PER_SECOND),
      newest - BUCKETS_KEPT / BUCKETS_PER_SECOND,
    )
    for (let second = oldest; second <= newest; second++) {
      const from = second * BUCKETS_PER_SECOND
      const to = Math.min(from + BUCKETS_PER_SECOND - 1, wrote.last)
      seconds.set('attempts', second, this.#peakEndingWithin(from, to))
      for (const [column, counted] of RATES) seconds.set(column, second, ratePerSecond(buckets, counted, to))
    }
    // A read takes a little over a second, so now and then it steps over one.
    const first = before >= 0 && newest - before === 2 ? newest - 1 : newest
    for (let second = first; second <= newest; second++) this.#writeGauges(status, second)
    const elapsedMs = this.#received === null ? 0 : receivedMono - this.#received.mono
    if (previous === null || previous.node.boot !== status.node.boot || elapsedMs < 500) return
    for (let second = first; second <= newest; second++) {
      seconds.set('auth', second, grownPerSecond(authCalls(previous), authCalls(status), elapsedMs))
      seconds.set(
        'wouldReject',
        second,
        grownPerSecond(wouldReject(previous), wouldReject(status), elapsedMs),
      )
    }
  }

  #writeGauges(status: AgentStatus, second: number): void {
    const { seconds } = this
    seconds.set('connections', second, status.pool.current)
    seconds.set('connectionLimit', second, status.pool.limit)
    seconds.set('rss', second, status.memory.rssBytes)
    seconds.set('descriptors', second, status.descriptors.open)
    seconds.set('latencyMsP99', second, status.heartbeat.latencyMsP99)
    seconds.set('loopLagMsP99', second, status.loop.lagMsP99)
    seconds.set('cpuRatio', second, status.cpuRatio)
  }

  /** Most attempts in any second that ended within these buckets, so that a burst across two seconds is not halved. */
  #peakEndingWithin(from: number, to: number): number | null {
    let peak: number | null = null
    for (let end = from; end <= to; end++) {
      if (this.buckets.get('attempts', end) === null) continue
      const sum = this.buckets.sum('attempts', end - BUCKETS_PER_SECOND + 1, end)
      if (sum !== null && (peak === null || sum > peak)) peak = sum
    }
    return peak
  }
}

const clamped = (count: number | null | undefined): number | null =>
  typeof count === 'number' ? Math.min(count, MAX_BUCKET_COUNT) : null

/** Mean a second over the 10 s that end with a bucket, of the buckets that were observed. */
export function ratePerSecond(
  buckets: ColumnRing<BucketColumn>,
  column: BucketColumn,
  last: number,
): number | null {
  const { sum, known } = buckets.total(column, last - RATE_BUCKETS + 1, last)
  return known === 0 ? null : (sum * BUCKETS_PER_SECOND) / known
}

/** Calls that reached the authentication service: what was answered from the cache did not. */
function authCalls(status: AgentStatus): number | null {
  const { full, failed } = status.auth
  return full === null && failed === null ? null : (full ?? 0) + (failed ?? 0)
}

function wouldReject(status: AgentStatus): number {
  return Object.values(status.totals.wouldReject).reduce<number>((sum, count) => sum + (count ?? 0), 0)
}

const grownPerSecond = (before: number | null, after: number | null, elapsedMs: number): number | null =>
  before === null || after === null || after < before ? null : ((after - before) * 1_000) / elapsedMs
