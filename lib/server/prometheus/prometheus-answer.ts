import { PrometheusError, type PrometheusProblem } from './problem.ts'

export type Labels = Record<string, string>
/** `value`: `null` where Prometheus says NaN or an infinity: unknown, never zero. `at` is epoch ms by its clock. */
export type InstantSample = { labels: Labels; at: number; value: number | null }
export type RangeSeries = { labels: Labels; at: number[]; values: (number | null)[] }
/** `warnings`: why `data` may be a part only. */
export type PrometheusAnswer<T> = { data: T; warnings: string[] }

const MAX_DETAIL = 200
const clip = (text: unknown) =>
  typeof text === 'string' ? text.replace(/\s+/g, ' ').slice(0, MAX_DETAIL) : ''

/** A sample value as Prometheus spells it; NaN, stale markers and infinities are unknown. */
export function sampleValue(text: unknown): number | null {
  const value = typeof text === 'string' && text !== '' ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : null
}

type Envelope = { status?: unknown; data?: unknown; error?: unknown; warnings?: unknown }

/**
 * The `data` of an answer of Prometheus' HTTP API.
 * @throws {PrometheusError} with what the status and body say
 */
export function parseEnvelope(status: number, body: string): PrometheusAnswer<unknown> {
  const parsed = parseJson(body)
  const detail = clip(parsed?.error)
  if (status === 401 || status === 403) throw new PrometheusError({ kind: 'credentials', status })
  if (status === 422) throw new PrometheusError({ kind: 'cannot-evaluate', detail })
  if (status === 400 && parsed) throw new PrometheusError({ kind: 'bad-query', detail })
  if (status === 429 || status >= 500) throw new PrometheusError({ kind: 'overloaded', status, detail })
  if (status !== 200 || parsed?.status !== 'success')
    throw new PrometheusError({ kind: 'not-prometheus', status })
  return { data: parsed.data, warnings: warningsOf(parsed.warnings) }
}

/** Hints about a query's style, which Prometheus 2.48 to 2.55 put among the warnings, take nothing from the answer. */
function warningsOf(list: unknown): string[] {
  if (!Array.isArray(list)) return []
  const warnings = list.map(clip).filter(text => text !== '' && !text.startsWith('PromQL info:'))
  return warnings.slice(0, 4)
}

/** What an answer that came in part says of itself; `null` for a whole one. */
export function partialProblem(
  ...answers: readonly { warnings: readonly string[] }[]
): PrometheusProblem | null {
  const [detail] = answers.flatMap(answer => answer.warnings)
  return detail === undefined ? null : { kind: 'partial', detail }
}

const SERIES_START = '{"metric":'

/**
 * Counts the series of an answer in its text, as every server of this API writes them. To parse what is refused
 * anyway would hold up everything else: 100,000 series take as long as half a second.
 * @throws {PrometheusError} for more than `maxSeries`
 */
export function refuseTooManySeries(body: string, maxSeries: number): void {
  let series = 0
  for (
    let at = body.indexOf(SERIES_START);
    at >= 0;
    at = body.indexOf(SERIES_START, at + SERIES_START.length)
  )
    series++
  if (series > maxSeries) throw new PrometheusError({ kind: 'too-many-series', series, max: maxSeries })
}

function parseJson(body: string): Envelope | null {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    return null
  }
}

const shapeless = () => new PrometheusError({ kind: 'not-prometheus', status: 200 })

function resultOf(data: unknown, type: 'vector' | 'matrix', maxSeries: number): Record<string, unknown>[] {
  const { resultType, result } = (data ?? {}) as { resultType?: unknown; result?: unknown }
  if (resultType !== type || !Array.isArray(result)) throw shapeless()
  if (result.length > maxSeries)
    throw new PrometheusError({ kind: 'too-many-series', series: result.length, max: maxSeries })
  return result as Record<string, unknown>[]
}

function labelsOf(metric: unknown): Labels {
  if (typeof metric !== 'object' || metric === null) throw shapeless()
  const labels: Labels = {}
  for (const [name, value] of Object.entries(metric)) if (typeof value === 'string') labels[name] = value
  return labels
}

function pairOf(pair: unknown): { at: number; value: number | null } {
  if (!Array.isArray(pair) || typeof pair[0] !== 'number') throw shapeless()
  return { at: Math.round(pair[0] * 1000), value: sampleValue(pair[1]) }
}

/** `resultType: vector`. @throws {PrometheusError} for another shape or more than `maxSeries` */
export function parseVector(data: unknown, maxSeries: number): InstantSample[] {
  return resultOf(data, 'vector', maxSeries).map(row => ({
    labels: labelsOf(row.metric),
    ...pairOf(row.value),
  }))
}

/** `resultType: matrix`. @throws {PrometheusError} for another shape or more than `maxSeries` */
export function parseMatrix(data: unknown, maxSeries: number): RangeSeries[] {
  return resultOf(data, 'matrix', maxSeries).map(row => {
    if (!Array.isArray(row.values)) throw shapeless()
    const pairs = row.values.map(pairOf)
    return {
      labels: labelsOf(row.metric),
      at: pairs.map(pair => pair.at),
      values: pairs.map(pair => pair.value),
    }
  })
}

/** A list of names. @throws {PrometheusError} for another shape or more than `max` */
export function parseNames(data: unknown, max: number): string[] {
  if (!Array.isArray(data) || data.some(name => typeof name !== 'string')) throw shapeless()
  if (data.length > max) throw new PrometheusError({ kind: 'too-many-series', series: data.length, max })
  return data as string[]
}
