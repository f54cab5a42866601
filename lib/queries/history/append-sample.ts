import type { History } from '../../contract/history.ts'

/** A live value by series id; `null` or absent is unknown. */
export type LiveSample = {
  at: number
  values: Readonly<Record<string, number | null>>
  /** Some node of the scope is not heard now. */
  partial?: boolean
}

type Columns = Pick<History, 'fromAt' | 'stepMs' | 'series' | 'partial'>

/**
 * The history with a live sample in the column of its time: the column's extremes grow, columns without any sample
 * stay `null`, and the oldest leave so that the range keeps its length. A sample older than the last column
 * changes nothing; one so far ahead that nothing would be left begins an otherwise unknown range.
 */
export function appendSample<T extends Columns>(history: T, sample: LiveSample): T {
  const { fromAt, stepMs, series } = history
  const length = Math.max(0, ...series.map(one => one.max.length))
  const column = Math.floor((sample.at - fromAt) / stepMs)
  const shift = Math.max(0, column - (length - 1))
  if (length === 0 || column < length - 1) return history
  return {
    ...history,
    fromAt: fromAt + shift * stepMs,
    partial: Array.from({ length }, (_, i) =>
      i === length - 1 && sample.partial === true ? true : (history.partial[i + shift] ?? false),
    ),
    series: series.map(one => {
      const value = sample.values[one.id] ?? null
      return {
        ...one,
        min: withValue(one.min, shift, value, Math.min),
        max: withValue(one.max, shift, value, Math.max),
      }
    }),
  }
}

function withValue(
  values: readonly (number | null)[],
  shift: number,
  value: number | null,
  pick: (a: number, b: number) => number,
): (number | null)[] {
  const moved: (number | null)[] = [
    ...values.slice(shift),
    ...Array<null>(Math.min(shift, values.length)).fill(null),
  ]
  const before = moved.at(-1) ?? null
  if (value !== null) moved[moved.length - 1] = before === null ? value : pick(before, value)
  return moved
}
