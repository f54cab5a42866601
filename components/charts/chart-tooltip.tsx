import { use } from 'react'
import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import type { ChartColumn } from './chart-axes.ts'
import { type ChartSeries, chartEnd } from './chart-data.ts'
import { columnMoment } from './chart-moment.ts'
import { DrawnChart } from './drawn-chart.ts'

type Props = {
  active?: boolean
  /** Recharts hands the rows under the pointer; they are ours. */
  payload?: readonly { payload?: unknown }[]
}

/** What stood at a moment, with the spread where a column hides one. Follows the pointer across charts. */
export function ChartTooltip({ active, payload }: Props) {
  const times = useTimes()
  const drawn = use(DrawnChart)
  const place = payload?.[0]?.payload as ChartColumn | undefined
  if (!active || place === undefined || drawn === null) return null
  const { data, format } = drawn
  if (data.series.every(({ max }) => (max[place.column] ?? null) === null)) return null
  const at = data.fromAt + (place.column + 0.5) * data.stepMs
  return (
    <div className="rounded-chip border border-line-strong bg-raised px-2 py-1 text-small text-ink shadow-float">
      <p className="text-ink-3">{columnMoment(at, chartEnd(data) - data.fromAt, times)}</p>
      {data.series.map(series => (
        <p key={series.id} className="flex justify-between gap-4">
          <span className="text-ink-2">{series.label}</span>
          <b className="font-semibold">{valueText(series, place.column, format)}</b>
        </p>
      ))}
    </div>
  )
}

function valueText({ min, max }: ChartSeries, column: number, format: (value: number) => string): string {
  const highest = max[column] ?? null
  if (highest === null) return 'unknown'
  const [low, high] = [min[column] ?? highest, highest].map(format)
  return low === high ? `${high}` : `${low} to ${high}`
}
