import { columnsOf } from './chart-data.ts'
import type { DrawingProps } from './chart-frame.tsx'

/** All that recharts is given: axes, grid, and the columns a pointer finds. */
export type ChartAxes = {
  columns: number
  stepMs: number
  /** Lines of the value axis, zero first. */
  ticks: readonly number[]
  format: (value: number) => string
  /** Last moment, epoch ms, where the time axis names times of day; `null` where it counts back from now. */
  clockEnd: number | null
}

/** A place on the time axis: ms relative to the end of the chart, so that time passing moves no axis. */
export type ChartColumn = { before: number; column: number }

export function axesOf({ data, ticks, format, past, end }: DrawingProps): ChartAxes {
  return { columns: columnsOf(data), stepMs: data.stepMs, ticks, format, clockEnd: past ? end : null }
}

/** Whether a chart may keep its axes as they are. */
export function sameAxes(a: ChartAxes, b: ChartAxes): boolean {
  return (
    a.columns === b.columns &&
    a.stepMs === b.stepMs &&
    a.format === b.format &&
    a.clockEnd === b.clockEnd &&
    a.ticks.length === b.ticks.length &&
    a.ticks.every((tick, i) => tick === b.ticks[i])
  )
}

/** The middle of every column. */
export function columnPlaces({ columns, stepMs }: Pick<ChartAxes, 'columns' | 'stepMs'>): ChartColumn[] {
  return Array.from({ length: columns }, (_, column) => ({
    before: (column + 0.5 - columns) * stepMs,
    column,
  }))
}
