import 'server-only'
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from 'cockatiel'
import { OutboundError } from '../outbound/outbound-error.ts'
import type { Outbound, OutboundAnswer } from '../outbound/outbound-request.ts'
import { credentialHeaders } from '../outbound/service-credentials.ts'
import { createServiceOutbound } from '../outbound/service-outbound.ts'
import { type CallProblem, isOutage, PrometheusError } from './problem.ts'
import {
  type InstantSample,
  type PrometheusAnswer,
  parseEnvelope,
  parseMatrix,
  parseNames,
  parseVector,
  type RangeSeries,
  refuseTooManySeries,
} from './prometheus-answer.ts'
import type { PrometheusConfig } from './prometheus-config.ts'

/** Most series read of one answer: a node a series, and some to spare. */
export const MAX_SERIES = 5_000
/** Failures in a row after which it is left alone … */
const BREAK_AFTER = 3
/** … for this long; then one call tries it. */
const BREAK_MS = 10_000
/** Ranges over days are work for it: so many at a time … */
const LONG_AT_ONCE = 2
/** … and so many waiting: the panels of several screens. */
const MAX_LONG_WAITING = 1_024
/** The Date header has seconds; below this the clocks agree. */
export const CLOCK_TOLERANCE_MS = 5_000

export type PrometheusClient = {
  /** Its address, for people. */
  readonly name: string
  instant: (query: string) => Promise<PrometheusAnswer<InstantSample[]>>
  /**
   * Epoch ms by Prometheus' clock, both ends included.
   * @param weight `long`, a part of a range over days: has a deadline, a breaker and a queue of its own, so that
   * what is live neither waits for it nor stops with it
   */
  range: (
    query: string,
    from: number,
    to: number,
    stepMs: number,
    weight?: 'live' | 'long',
  ) => Promise<PrometheusAnswer<RangeSeries[]>>
  /** Values of a label of the series that match, within a time (by the index: cheap). */
  labelValues: (
    label: string,
    selectors: readonly string[],
    from: number,
    to: number,
  ) => Promise<PrometheusAnswer<string[]>>
  /** `GET /api/v1/targets?state=active`, unparsed. */
  targets: () => Promise<PrometheusAnswer<unknown>>
  /** How far its clock is ahead of ours, ms; 0 while they agree within 5 s; `null` before the first answer. */
  clockOffsetMs: () => number | null
  close: () => void
}

export type PrometheusClientDeps = {
  /** What relative paths of secrets are relative to. */
  baseDir?: string
  outbound?: Outbound
  now?: () => number
}

function createBreaker(now: () => number) {
  let last: CallProblem | null = null
  let openUntil = 0
  const policy = circuitBreaker(
    handleWhen(error => error instanceof PrometheusError && isOutage(error.problem)),
    { halfOpenAfter: BREAK_MS, breaker: new ConsecutiveBreaker(BREAK_AFTER) },
  )
  policy.onBreak(() => {
    openUntil = now() + BREAK_MS
  })
  return async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await policy.execute(call)
    } catch (error) {
      if (error instanceof BrokenCircuitError && last)
        throw new PrometheusError({ kind: 'breaker-open', retryInMs: Math.max(0, openUntil - now()), last })
      if (error instanceof PrometheusError && error.problem.kind !== 'breaker-open') last = error.problem
      throw error
    }
  }
}

/** Runs a few at a time, the rest in turn. */
function createQueue() {
  const policy = bulkhead(LONG_AT_ONCE, MAX_LONG_WAITING)
  return async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await policy.execute(call)
    } catch (error) {
      if (error instanceof BulkheadRejectedError)
        throw new PrometheusError({ kind: 'queue-full', waiting: MAX_LONG_WAITING })
      throw error
    }
  }
}

/**
 * Asks one Prometheus (or what speaks its API: Thanos, Mimir, VictoriaMetrics). Only our own queries come in here.
 * Every call has a deadline, a size limit and the breaker; every failure is a {@link PrometheusError}. Secrets and the
 * CA are read when it is called, so that a file that is missing costs this source only.
 */
export function createPrometheusClient(
  config: PrometheusConfig,
  deps: PrometheusClientDeps = {},
): PrometheusClient {
  const now = deps.now ?? Date.now
  const baseDir = deps.baseDir ?? process.cwd()
  const outbound = deps.outbound ?? createServiceOutbound(config, baseDir)
  const guarded = createBreaker(now)
  const guardedLong = createBreaker(now)
  const inTurn = createQueue()
  const base = config.url.replace(/\/+$/, '')
  const partialResponse = String(config.partialResponse)
  let offsetMs: number | null = null

  function noteClock(answer: OutboundAnswer, askedAt: number) {
    const theirs = Date.parse(answer.headers.date ?? '')
    if (Number.isNaN(theirs)) return
    const middle = (askedAt + now()) / 2
    const offset = theirs + 500 - middle
    offsetMs = Math.abs(offset) < CLOCK_TOLERANCE_MS ? 0 : Math.round(offset / 1000) * 1000
  }

  function headersOf(form: URLSearchParams | null): Record<string, string> {
    const headers: Record<string, string> = { accept: 'application/json' }
    if (config.tenant) headers['x-scope-orgid'] = config.tenant
    if (form) headers['content-type'] = 'application/x-www-form-urlencoded'
    return { ...headers, ...credentialHeaders(config, baseDir) }
  }

  /** What is thrown before anything is sent is about a file of ours. */
  function problemOf(error: unknown): PrometheusError {
    if (error instanceof OutboundError) return new PrometheusError(error.failure)
    return new PrometheusError({ kind: 'secret', detail: (error as Error).message })
  }

  async function call(
    path: string,
    form: URLSearchParams | null,
    deadlineSeconds = config.deadlineSeconds,
  ): Promise<PrometheusAnswer<unknown>> {
    const askedAt = now()
    const send = async () =>
      outbound.request({
        url: new URL(`${base}${path}`),
        method: form ? 'POST' : 'GET',
        headers: headersOf(form),
        ...(form ? { body: form.toString() } : {}),
        deadlineMs: deadlineSeconds * 1000,
        maxBytes: config.maxAnswerMiB * 1024 * 1024,
      })
    const answer = await send().catch(error => {
      throw problemOf(error)
    })
    refuseTooManySeries(answer.body, MAX_SERIES)
    const parsed = parseEnvelope(answer.status, answer.body)
    noteClock(answer, askedAt)
    return parsed
  }

  function ask(path: string, fields: Record<string, string>, weight: 'live' | 'long' = 'live') {
    const seconds = weight === 'long' ? config.longRangeDeadlineSeconds : config.deadlineSeconds
    const form = new URLSearchParams(fields)
    form.set('timeout', `${seconds}s`)
    form.set('partial_response', partialResponse)
    const send = () => call(path, form, seconds)
    return weight === 'long' ? inTurn(() => guardedLong(send)) : guarded(send)
  }

  return {
    name: base,
    async instant(query) {
      const answer = await ask('/api/v1/query', { query })
      return { ...answer, data: parseVector(answer.data, MAX_SERIES) }
    },
    async range(query, from, to, stepMs, weight) {
      const fields = { query, start: `${from / 1000}`, end: `${to / 1000}`, step: `${stepMs / 1000}` }
      const answer = await ask('/api/v1/query_range', fields, weight)
      return { ...answer, data: parseMatrix(answer.data, MAX_SERIES) }
    },
    async labelValues(label, selectors, from, to) {
      const fields = new URLSearchParams(selectors.map(selector => ['match[]', selector]))
      fields.set('start', `${from / 1000}`)
      fields.set('end', `${to / 1000}`)
      fields.set('partial_response', partialResponse)
      const answer = await guarded(() => call(`/api/v1/label/${label}/values?${fields}`, null))
      return { ...answer, data: parseNames(answer.data, MAX_SERIES) }
    },
    targets: () => guarded(() => call('/api/v1/targets?state=active', null)),
    clockOffsetMs: () => offsetMs,
    close: () => outbound.close(),
  }
}
