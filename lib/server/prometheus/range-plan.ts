import { MAX_POINTS, RANGE_MS, type Range } from '../../contract/history.ts'

/** Points of one `query_range`; Prometheus refuses more than 11,000. */
const MAX_EVALUATIONS_PER_QUERY = 10_800
/** Evaluations for one chart: 30 days at one a minute. */
const MAX_EVALUATIONS = 43_200

/** How a range is asked and drawn. Times are epoch ms on our clock. */
export type RangePlan = {
  /** Column i covers [fromAt + i × stepMs, + stepMs). */
  fromAt: number
  columns: number
  stepMs: number
  /** Distance of two evaluations; a column holds a whole number of them. */
  evaluationMs: number
  /** First and last evaluation, both included; each looks back over `evaluationMs`. */
  firstAt: number
  lastAt: number
  /** Last evaluation of a gauge: up to `evaluationMs` ahead, so that the newest sample is in it. */
  edgeAt: number
}

/**
 * Lays columns over a range: at most 300, none shorter than a scrape, edges on multiples of the step so that
 * everybody who looks at the same time asks the same.
 */
export function planRange(range: Range, endAt: number, scrapeIntervalMs: number): RangePlan {
  const lengthMs = RANGE_MS[range]
  const scrape = Math.max(1_000, Math.ceil(scrapeIntervalMs / 1_000) * 1_000)
  const evaluationMs = scrape * Math.max(1, Math.ceil(lengthMs / scrape / MAX_EVALUATIONS))
  const stepMs = evaluationMs * Math.max(1, Math.ceil(lengthMs / MAX_POINTS / evaluationMs))
  const columns = Math.min(MAX_POINTS, Math.ceil(lengthMs / stepMs))
  const fromAt = Math.floor(endAt / stepMs) * stepMs - (columns - 1) * stepMs
  const lastAt = Math.floor(endAt / evaluationMs) * evaluationMs
  const edgeAt = Math.ceil(endAt / evaluationMs) * evaluationMs
  return { fromAt, columns, stepMs, evaluationMs, firstAt: fromAt + evaluationMs, lastAt, edgeAt }
}

/** Splits evaluations [from, to] into stretches that one query may ask. */
export function stretches(from: number, to: number, evaluationMs: number): { from: number; to: number }[] {
  const out: { from: number; to: number }[] = []
  const length = (MAX_EVALUATIONS_PER_QUERY - 1) * evaluationMs
  for (let at = from; at <= to; at += length + evaluationMs)
    out.push({ from: at, to: Math.min(to, at + length) })
  return out
}

/**
 * Folds evaluated points into columns with the extreme of each. An evaluation looks back, so one that falls on an
 * edge belongs to the column before it.
 */
export function foldColumns(
  plan: RangePlan,
  points: { at: readonly number[]; values: readonly (number | null)[] },
  extreme: 'min' | 'max',
): (number | null)[] {
  const pick = extreme === 'min' ? Math.min : Math.max
  const out = new Array<number | null>(plan.columns).fill(null)
  for (let i = 0; i < points.at.length; i++) {
    const value = points.values[i] ?? null
    const column = Math.ceil(((points.at[i] ?? 0) - plan.fromAt) / plan.stepMs) - 1
    if (value === null || column < 0 || column >= plan.columns) continue
    const known = out[column] ?? null
    out[column] = known === null ? value : pick(known, value)
  }
  return out
}
