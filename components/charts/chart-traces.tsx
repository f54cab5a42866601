import { useId } from 'react'
import { Curve } from 'recharts'
import { MarkLines, PartialBands, StormBands, ThresholdLines } from './chart-annotations.tsx'
import type { ChartSeries } from './chart-data.ts'
import type { DrawingProps } from './chart-frame.tsx'
import { type ChartPlot, chartPlot, type PlotArea } from './chart-plot.ts'

/** Lines, limits, orders and storms of a chart in one layer: whatever a message changes is drawn once. */
export function ChartTraces({ drawn, area }: { drawn: DrawingProps; area: PlotArea }) {
  const id = useId()
  const { data, marks, thresholds, end } = drawn
  const plot = chartPlot(drawn, area)
  const traces = data.series.map(series => traceOf(series, data, plot))
  return (
    <>
      <clipPath id={`${id}clip`}>
        <rect {...area} />
      </clipPath>
      <PartialBands data={data} plot={plot} id={`${id}hatch`} />
      <StormBands marks={marks} from={data.fromAt} to={end} plot={plot} />
      <g clipPath={`url(#${id}clip)`} stroke="none">
        {traces.map(({ id, main, color, points, lows }) => (
          <g key={id}>
            {main && <Curve points={points} baseLine={area.y + area.height} fill="var(--trace-fill)" />}
            {lows && <Curve points={points} baseLine={lows} fill={color} fillOpacity={0.2} />}
          </g>
        ))}
      </g>
      <MarkLines marks={marks} from={data.fromAt} to={end} plot={plot} />
      <g clipPath={`url(#${id}clip)`} fill="none">
        {traces.map(({ id, main, color, points }) => (
          <Curve key={id} points={points} stroke={color} strokeWidth={main ? 1.5 : 1} />
        ))}
      </g>
      <ThresholdLines thresholds={thresholds} plot={plot} />
    </>
  )
}

type Place = { x: number; y: number | null }
type Trace = Pick<ChartSeries, 'id'> & {
  main: boolean
  color: string
  /** The highest of each column; unknown ones are gaps. */
  points: Place[]
  /** The lowest of each, where any column hides a spread. */
  lows: Place[] | null
}

function traceOf(
  { id, look, min, max }: ChartSeries,
  { fromAt, stepMs }: { fromAt: number; stepMs: number },
  plot: ChartPlot,
): Trace {
  const place = (value: number | null, i: number): Place => ({
    x: plot.x(fromAt + (i + 0.5) * stepMs),
    y: value === null ? null : plot.y(value),
  })
  const lowest = max.map((high, i) => (high === null ? null : (min[i] ?? high)))
  const main = look === 'main'
  return {
    id,
    main,
    color: main ? 'var(--trace)' : 'var(--trace-2)',
    points: max.map(place),
    lows: lowest.some((low, i) => low !== max[i]) ? lowest.map(place) : null,
  }
}
