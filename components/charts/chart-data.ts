/** One line of a chart in columns of time: lowest and highest value of each, so that no peak is averaged away. */
export type ChartSeries = {
  id: string
  label: string
  min: readonly (number | null)[]
  max: readonly (number | null)[]
  /** `main`: line over a filled area · `faint`: a thin second line. */
  look: 'main' | 'faint'
}

export type ChartThreshold = { value: number; label: string; tone: 'warn' | 'crit' }

/** A lease is a line where it began; a storm is a band. `to: null`: goes on. */
export type ChartMark = {
  kind: 'lease' | 'storm'
  id: string
  label: string
  from: number
  to: number | null
}

export type ChartData = {
  /** Column i covers [fromAt + i × stepMs, + stepMs), epoch ms. */
  fromAt: number
  stepMs: number
  series: readonly ChartSeries[]
  /** By column: a node was not heard, so a drop there may be no drop. Drawn hatched. */
  partial?: readonly boolean[]
}

/** A row for recharts: the middle of a column, the highest value by series id, and its spread. */
export type ChartRow = { at: number } & Record<string, number | [number, number] | null>

export const spreadKey = (id: string) => `${id}:spread`

/** Rows of a chart; unknown columns stay `null`, so that the line has a gap there. */
export function chartRows({ fromAt, stepMs, series }: ChartData): ChartRow[] {
  const columns = Math.max(0, ...series.map(one => one.max.length))
  return Array.from({ length: columns }, (_, i) => {
    const row: ChartRow = { at: fromAt + (i + 0.5) * stepMs }
    for (const { id, min, max } of series) {
      const high = max[i] ?? null
      row[id] = high
      row[spreadKey(id)] = high === null ? null : [min[i] ?? high, high]
    }
    return row
  })
}

/** Last moment of the chart, epoch ms. */
export function chartEnd(data: ChartData): number {
  return data.fromAt + Math.max(0, ...data.series.map(one => one.max.length)) * data.stepMs
}
