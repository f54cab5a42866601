import type { DrawingProps } from './chart-frame.tsx'

/** The rectangle that lines are drawn in, px within the drawing. */
export type PlotArea = { x: number; y: number; width: number; height: number }

/** Where moments and values are in a plot, px. */
export type ChartPlot = {
  area: PlotArea
  x: (at: number) => number
  y: (value: number) => number
  /** Value at the upper edge. */
  top: number
}

export function chartPlot(
  { data, ticks, end }: Pick<DrawingProps, 'data' | 'ticks' | 'end'>,
  area: PlotArea,
): ChartPlot {
  const top = ticks.at(-1) ?? 1
  const span = Math.max(1, end - data.fromAt)
  return {
    area,
    x: at => area.x + ((at - data.fromAt) / span) * area.width,
    y: value => area.y + (1 - value / top) * area.height,
    top,
  }
}
