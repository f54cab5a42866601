import { MAX_POINTS, RANGE_MS, type Range } from '../../contract/history.ts'

/** Points of one `query_range`; Prometheus refuses more than 11,000. */
const MAX_EVALUATIONS_PER_QUERY = 10_800
/**
 * Evaluations of one line: 30 days at one every 4 min, within the 5 min that Prometheus looks back and that the peak
 * gauge of an agent holds. Rates and bursts lose nothing by it; of memory per connection, a join, it is one sample of
 * every 4 min. Four times as many did not come within the deadline for 25 nodes …
 */
const MAX_EVALUATIONS = 10_800
/** … and of a plain gauge, which is cheap: 30 days at one every 15 s. */
const MAX_GAUGE_EVALUATIONS = 172_800

/** How a range is asked and drawn. Times are epoch ms on our clock. */
export type RangePlan = {
  /** Column i covers [fromAt + i × stepMs, + stepMs). */
  fromAt: number
  columns: number
  stepMs: number
  /** Distance of two evaluations; a column holds a whole number of them. */
  evaluationMs: number
  /** The same for plain gauges: every scrape where that can be had, and always a part of `evaluationMs`. */
  gaugeMs: number
  /** Right edge that was asked for. */
  endAt: number
}

/**
 * Lays columns over a range: at most 300, none shorter than a scrape, edges on multiples of the step so that
 * everybody who looks at the same time asks the same.
 */
export function planRange(range: Range, endAt: number, scrapeIntervalMs: number): RangePlan {
  const lengthMs = RANGE_MS[range]
  const scrape = Math.max(1_000, Math.ceil(scrapeIntervalMs / 1_000) * 1_000)
  const scrapes = lengthMs / scrape
  const every = Math.max(1, Math.ceil(scrapes / MAX_EVALUATIONS))
  let gaugeEvery = Math.max(1, Math.ceil(scrapes / MAX_GAUGE_EVALUATIONS))
  while (every % gaugeEvery !== 0) gaugeEvery++
  const evaluationMs = scrape * every
  const stepMs = evaluationMs * Math.max(1, Math.ceil(lengthMs / MAX_POINTS / evaluationMs))
  const columns = Math.min(MAX_POINTS, Math.ceil(lengthMs / stepMs))
  const fromAt = Math.floor(endAt / stepMs) * stepMs - (columns - 1) * stepMs
  return { fromAt, columns, stepMs, evaluationMs, gaugeMs: scrape * gaugeEvery, endAt }
}

/**
 * The evaluations of one line, first and last included; each looks back over `everyMs`. A level is evaluated up to one
 * step ahead, so that the newest sample is in it; a rate needs its whole window to have passed.
 */
export function evaluationsOf(plan: RangePlan, everyMs: number, level: boolean) {
  const round = level ? Math.ceil : Math.floor
  return { firstAt: plan.fromAt + everyMs, lastAt: round(plan.endAt / everyMs) * everyMs }
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
