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

export type ChartData = {
  /** Column i covers [fromAt + i × stepMs, + stepMs), epoch ms. */
  fromAt: number
  stepMs: number
  series: readonly ChartSeries[]
  /** By column: a node was not heard, so a drop there may be no drop. Drawn hatched. */
  partial?: readonly boolean[]
}

/** How many columns of time the chart has. */
export function columnsOf({ series }: ChartData): number {
  return Math.max(0, ...series.map(one => one.max.length))
}

/** Last moment of the chart, epoch ms. */
export function chartEnd(data: ChartData): number {
  return data.fromAt + columnsOf(data) * data.stepMs
}
