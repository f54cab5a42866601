import { MAX_POINTS } from '@/lib/contract/history.ts'

/** Values of seconds in at most 300 columns: lowest and highest of each, so that no peak is averaged away. */
export type SecondColumns = { stepMs: number; min: (number | null)[]; max: (number | null)[] }

/** A column in which no second is known is unknown. */
export function secondColumns(seconds: readonly (number | null)[]): SecondColumns {
  const perColumn = Math.max(1, Math.ceil(seconds.length / MAX_POINTS))
  const columns = Array.from({ length: Math.ceil(seconds.length / perColumn) }, (_, i) =>
    seconds.slice(i * perColumn, (i + 1) * perColumn).filter(value => value !== null),
  )
  const pick = (choose: (...values: number[]) => number) =>
    columns.map(values => (values.length === 0 ? null : choose(...values)))
  return { stepMs: perColumn * 1_000, min: pick(Math.min), max: pick(Math.max) }
}

/** Reads of several nodes end this far apart at most, seconds, without one of them being silent. */
const READ_APART = 3

/** Where several recordings end: where all of them do, unless one stops early; that one is unknown from there on. */
export function commonEnd(ends: readonly number[]): number {
  const last = Math.max(...ends)
  const first = Math.min(...ends)
  return last - first <= READ_APART ? first : last
}
