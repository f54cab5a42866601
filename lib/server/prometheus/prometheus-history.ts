import 'server-only'
import type { Scope } from '@stormdeck/protocol'
import { type HistorySeries, RANGE_MS } from '../../contract/history.ts'
import type { HistoryColumns, HistoryRequest, HistorySource } from '../history/history-source.ts'
import { addColumns } from './add-columns.ts'
import { ignoringNan, type MissingSeries, panelQuery, type SeriesQuery } from './panel-query.ts'
import { isOutage, PrometheusError, type PrometheusProblem, problemSentence } from './problem.ts'
import { notExported, type Profile } from './profile.ts'
import { lastSampleAgeQuery, sampleAgeQuery, withMatchers } from './profile-query.ts'
import { partialProblem } from './prometheus-answer.ts'
import type { PrometheusClient } from './prometheus-client.ts'
import { evaluationsOf, foldColumns, planRange, type RangePlan, stretches } from './range-plan.ts'
import { DEFAULT_SCRAPE_INTERVAL_MS, type ScrapeInterval } from './scrape-interval.ts'

/** Servers of one kind within a scope. */
export type HistoryTarget = { profile: Profile; matchers: readonly string[] }

export type PrometheusHistoryDeps = {
  client: PrometheusClient
  scrapeInterval: ScrapeInterval
  /** Which servers a scope stands for; empty: none that Prometheus could know. */
  targetsOf: (scope: Scope) => Promise<HistoryTarget[]> | HistoryTarget[]
  /** Wraps everything that one reading asks. */
  round?: <T>(client: PrometheusClient, ask: (client: PrometheusClient) => Promise<T>) => Promise<T>
}

/** Answers kept, so that what Prometheus is asked does not depend on how many people look. */
const MAX_KEPT = 128
/** Longer than this, which the columns of a day may exceed a little, a range is work for Prometheus. */
const LONG_MS = 2 * RANGE_MS['24h']
/** A newest sample older than this many scrapes is worth a sentence, and than this long. */
const OLD_SCRAPES = 4
const OLD_MS = 60_000

type Part = {
  series: HistorySeries[]
  missing: MissingSeries[]
  profile: Profile
  /** What Prometheus (Thanos above all) says about an answer that may be incomplete. */
  partial: PrometheusProblem | null
}

type Asking = { client: PrometheusClient; plan: RangePlan; line: SeriesQuery; offsetMs: number }

/** One line; where a total came out NaN, asked again without the instances that are. */
async function askLine(query: string, asking: Asking) {
  const line = await askTotal(query, asking)
  const without = line.values.includes(null) ? ignoringNan(query) : null
  return without === null ? line : askTotal(without, asking)
}

async function askTotal(query: string, { client, plan, line, offsetMs }: Asking) {
  const { firstAt, lastAt } = evaluationsOf(plan, line.everyMs, line.level)
  const weight = plan.columns * plan.stepMs > LONG_MS ? 'long' : 'live'
  const answers = await Promise.all(
    stretches(firstAt, lastAt, line.everyMs).map(({ from, to }) =>
      client.range(query, from + offsetMs, to + offsetMs, line.everyMs, weight),
    ),
  )
  const series = answers.flatMap(answer => answer.data)
  return {
    partial: partialProblem(...answers),
    at: series.flatMap(({ at }) => at.map(time => time - offsetMs)),
    values: series.flatMap(({ values }) => values),
  }
}

async function askSeries(client: PrometheusClient, query: SeriesQuery, plan: RangePlan, offsetMs: number) {
  const asking = { client, plan, line: query, offsetMs }
  const max = askLine(query.max, asking)
  const min = query.min === query.max ? max : askLine(query.min, asking)
  const [low, high] = await Promise.all([min, max])
  const { id, unit } = query
  const series = { id, unit, min: foldColumns(plan, low, 'min'), max: foldColumns(plan, high, 'max') }
  return { series, partial: low.partial ?? high.partial }
}

/** The instances that had samples within the range; `null` where the server cannot list them all: then it joins. */
async function instancesOf(
  client: PrometheusClient,
  { profile, matchers }: HistoryTarget,
  plan: RangePlan,
  offsetMs: number,
): Promise<string[] | null> {
  const selectors = profile.detect.map(selector => withMatchers(selector, matchers))
  const from = plan.fromAt + offsetMs
  const found = await client.labelValues('instance', selectors, from, plan.endAt + offsetMs).catch(error => {
    if (error instanceof PrometheusError && !isOutage(error.problem) && error.problem.kind !== 'breaker-open')
      return null
    throw error
  })
  // An answer with a warning may leave some out (Prometheus with remote_read lists the local ones).
  return found === null || found.data.length === 0 || found.warnings.length > 0 ? null : found.data
}

/** What is wrong although an answer came: a clock that disagrees, a part only, or samples that stopped. */
async function ageProblem(
  client: PrometheusClient,
  target: HistoryTarget,
  scrapeIntervalMs: number,
): Promise<PrometheusProblem | null> {
  const offsetMs = client.clockOffsetMs() ?? 0
  if (offsetMs !== 0) return { kind: 'clock', offsetMs }
  const ages = await client.instant(sampleAgeQuery(target.profile, target.matchers))
  const partial = partialProblem(ages)
  if (partial) return partial
  const known = ages.data.map(sample => sample.value).filter(age => age !== null)
  if (known.length === 0) return endedProblem(client, target)
  const youngest = Math.min(...known)
  const old = youngest > Math.max(OLD_MS, OLD_SCRAPES * scrapeIntervalMs)
  return old ? { kind: 'old-samples', ageMs: youngest } : null
}

/** No sample now: how long ago the last was. */
async function endedProblem(
  client: PrometheusClient,
  { profile, matchers }: HistoryTarget,
): Promise<PrometheusProblem> {
  const ages = await client.instant(lastSampleAgeQuery(profile, matchers))
  const known = ages.data.map(sample => sample.value).filter(age => age !== null)
  const partial = partialProblem(ages)
  if (partial) return partial
  return known.length === 0 ? { kind: 'no-data' } : { kind: 'old-samples', ageMs: Math.min(...known) }
}

/** "limit: not exported by nginx: …": said beside the chart, so that a missing line is not taken for zero. */
function missingSentence(parts: readonly Part[]): string | null {
  const lines = parts.flatMap(part =>
    part.missing.map(({ id, signal }) => `${id}: ${notExported(part.profile, signal)}`),
  )
  return lines.length === 0 ? null : `${lines.join('; ')}.`
}

/**
 * History from a real Prometheus: named queries only, minimum and maximum of every column. Requests for the same
 * columns share one answer.
 */
export function createPrometheusHistory(deps: PrometheusHistoryDeps): HistorySource {
  const { client } = deps
  const round = deps.round ?? ((asked, ask) => ask(asked))
  const kept = new Map<string, Promise<HistoryColumns>>()

  async function readPart(
    client: PrometheusClient,
    target: HistoryTarget,
    request: HistoryRequest,
    scrapeIntervalMs: number,
  ): Promise<Part> {
    const plan = planRange(request.range, request.endAt, scrapeIntervalMs)
    const offsetMs = client.clockOffsetMs() ?? 0
    const instances = await instancesOf(client, target, plan, offsetMs)
    const { evaluationMs, gaugeMs, stepMs } = plan
    const query = panelQuery(request.panel, {
      ...target,
      ...(instances ? { instances } : {}),
      scrapeIntervalMs,
      evaluationMs,
      gaugeMs,
      stepMs,
    })
    const lines = await Promise.all(query.series.map(line => askSeries(client, line, plan, offsetMs)))
    return {
      series: lines.map(line => line.series),
      partial: lines.find(line => line.partial !== null)?.partial ?? null,
      missing: query.missing,
      profile: target.profile,
    }
  }

  async function readNow(
    client: PrometheusClient,
    request: HistoryRequest,
    targets: HistoryTarget[],
  ): Promise<HistoryColumns> {
    const intervals = await Promise.all(targets.map(target => deps.scrapeInterval(target.profile)))
    const slowestMs = Math.max(...intervals.map(({ intervalMs }) => intervalMs))
    const [parts, problems] = await Promise.all([
      Promise.all(targets.map(target => readPart(client, target, request, slowestMs))),
      Promise.all(targets.map(target => ageProblem(client, target, slowestMs))),
    ])
    const partial = parts.find(part => part.partial !== null)?.partial ?? null
    const problem = problems.find(found => found !== null) ?? partial
    const plan = planRange(request.range, request.endAt, slowestMs)
    return {
      fromAt: plan.fromAt,
      stepMs: plan.stepMs,
      series: addColumns(parts.map(part => part.series)),
      source: 'prometheus',
      resolutionMs: slowestMs,
      problem: problem ? problemSentence(problem, client.name) : missingSentence(parts),
    }
  }

  function failed(request: HistoryRequest, problem: PrometheusProblem): HistoryColumns {
    const plan = planRange(request.range, request.endAt, DEFAULT_SCRAPE_INTERVAL_MS)
    const sentence = problemSentence(problem, client.name)
    return {
      fromAt: plan.fromAt,
      stepMs: plan.stepMs,
      series: [],
      source: 'prometheus',
      resolutionMs: DEFAULT_SCRAPE_INTERVAL_MS,
      problem: sentence,
    }
  }

  async function read(client: PrometheusClient, request: HistoryRequest): Promise<HistoryColumns> {
    try {
      // The first answer tells how far the clocks are apart.
      if (client.clockOffsetMs() === null) await client.instant('vector(1)')
      const targets = await deps.targetsOf(request.scope)
      if (targets.length === 0) return failed(request, { kind: 'no-data' })
      return await readNow(client, request, targets)
    } catch (error) {
      if (error instanceof PrometheusError) return failed(request, error.problem)
      throw error
    }
  }

  return {
    read(request) {
      const { evaluationMs } = planRange(request.range, request.endAt, DEFAULT_SCRAPE_INTERVAL_MS)
      const slot = Math.floor(request.endAt / evaluationMs)
      const { kind, name } = request.scope
      const key = JSON.stringify([request.panel, kind, name, request.range, slot])
      const known = kept.get(key)
      if (known) return known
      const asked = round(client, watched => read(watched, request))
      kept.set(key, asked)
      const oldest = kept.keys().next().value
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
      // A failure is asked again by the next request; the breaker holds back what must be held back.
      asked.then(
        columns => columns.series.length === 0 && kept.delete(key),
        () => kept.delete(key),
      )
      return asked
    },
  }
}
