import { useTimes } from '@/lib/queries/clock/use-time-zone.ts'
import { type ChartRow, type ChartSeries, spreadKey } from './chart-data.ts'
import { columnMoment } from './chart-moment.ts'

type Props = {
  active?: boolean
  /** Recharts hands the rows under the pointer; they are ours. */
  payload?: readonly { payload?: unknown }[]
  series: readonly Pick<ChartSeries, 'id' | 'label'>[]
  format: (value: number) => string
  /** Length of the chart, ms. */
  spanMs: number
}

/** What stood at a moment, with the spread where a column hides one. Follows the pointer across charts. */
export function ChartTooltip({ active, payload, series, format, spanMs }: Props) {
  const times = useTimes()
  const row = payload?.[0]?.payload as ChartRow | undefined
  if (!active || row === undefined) return null
  return (
    <div className="rounded-chip border border-line-strong bg-raised px-2 py-1 text-small text-ink shadow-float">
      <p className="text-ink-3">{columnMoment(row.at, spanMs, times)}</p>
      {series.map(({ id, label }) => (
        <p key={id} className="flex justify-between gap-4">
          <span className="text-ink-2">{label}</span>
          <b className="font-semibold">{valueText(row, id, format)}</b>
        </p>
      ))}
    </div>
  )
}

function valueText(row: ChartRow, id: string, format: (value: number) => string): string {
  const spread = row[spreadKey(id)]
  if (!Array.isArray(spread)) return 'unknown'
  const [low, high] = spread.map(format)
  return low === high ? `${high}` : `${low} to ${high}`
}
