'use client'
import { memo, useId, useMemo, useRef } from 'react'
import { Area, CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts'
import { formatTime } from '@/lib/format/clock.ts'
import { useTimeZone } from '@/lib/queries/clock/use-time-zone.ts'
import { markLines, partialBands, thresholdLines } from './chart-annotations.tsx'
import {
  type ChartData,
  type ChartMark,
  type ChartSeries,
  type ChartThreshold,
  chartEnd,
  chartRows,
  spreadKey,
} from './chart-data.ts'
import { agoLabel, axisTicks, highestOf, timeTicks } from './chart-scale.ts'
import { chartSummary } from './chart-summary.ts'
import { ChartTooltip } from './chart-tooltip.tsx'
import { useCalmUpdates } from './use-calm-updates.ts'

export type TimeChartProps = {
  title: string
  data: ChartData
  /** Value → words with unit, for axis, tooltip and summary. */
  format: (value: number) => string
  thresholds?: readonly ChartThreshold[]
  marks?: readonly ChartMark[]
  /** Fixed lines of the axis, for ratios; otherwise the highest value decides. */
  ticks?: readonly number[]
  /** The range ends in the past: times of day below it instead of "−5 min". */
  past?: boolean
  /** Place in line among the charts of a screen, 0 first. */
  place?: number
}

const TICK = { fill: 'var(--ink-3)', fontSize: 11 } as const
const SIZE = { width: '100%', height: '100%' } as const
const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 } as const

/** Values over time with their limits, orders and storms. At most 300 columns; gaps stay gaps. */
export function TimeChart(props: TimeChartProps) {
  const element = useRef<HTMLElement>(null)
  const drawn = useCalmUpdates(props, props.place ?? 0, element)
  return (
    <figure ref={element} className="absolute inset-0">
      <Drawing drawn={drawn} />
    </figure>
  )
}

/** Apart and remembered, so that numbers whose turn has not come cost the chart nothing. */
const Drawing = memo(function Drawing({ drawn }: { drawn: TimeChartProps }) {
  const zone = useTimeZone()
  const hatch = useId()
  const { title, data, format, thresholds = [], marks = [] } = drawn
  const rows = useMemo(() => chartRows(data), [data])
  const end = chartEnd(data)
  const limits = thresholds.map(one => one.value)
  const ticks = [...(drawn.ticks ?? axisTicks(highestOf(data.series, limits)))]
  return (
    <>
      <figcaption className="sr-only">{chartSummary({ title, data, thresholds, marks, format })}</figcaption>
      <div aria-hidden="true" className="size-full">
        <ComposedChart
          responsive
          style={SIZE}
          data={rows}
          margin={MARGIN}
          syncId="deck"
          syncMethod="value"
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={[data.fromAt, end]}
            allowDataOverflow
            ticks={timeTicks(data.fromAt, end)}
            tickFormatter={at => (drawn.past ? formatTime(at, zone) : agoLabel(at, end))}
            tick={TICK}
            tickLine={false}
            axisLine={{ stroke: 'var(--line-strong)' }}
            height={20}
            interval="preserveStartEnd"
          />
          <YAxis
            domain={[0, ticks.at(-1) ?? 1]}
            allowDataOverflow
            ticks={ticks}
            tickFormatter={value => format(Number(value))}
            tick={TICK}
            tickLine={false}
            axisLine={false}
            width={48}
            interval={0}
          />
          {partialBands(data, hatch)}
          {markLines(marks, data.fromAt, end)}
          {data.series.flatMap(lines)}
          {thresholdLines(thresholds)}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--ink-3)', strokeWidth: 1 }}
            content={<ChartTooltip series={data.series} format={format} />}
          />
        </ComposedChart>
      </div>
    </>
  )
})

const STILL = { isAnimationActive: false, activeDot: false, connectNulls: false, legendType: 'none' } as const

/** A filled area under the highest values, the spread of each column over it, and the line itself. */
function lines({ id, look }: ChartSeries) {
  const main = look === 'main'
  const color = main ? 'var(--trace)' : 'var(--trace-2)'
  return [
    main && (
      <Area
        key={`${id}:area`}
        dataKey={id}
        stroke="none"
        fill="var(--trace-fill)"
        fillOpacity={1}
        {...STILL}
      />
    ),
    <Area
      key={`${id}:spread`}
      dataKey={spreadKey(id)}
      stroke="none"
      fill={color}
      fillOpacity={0.2}
      {...STILL}
    />,
    <Line key={id} dataKey={id} stroke={color} strokeWidth={main ? 1.5 : 1} dot={false} {...STILL} />,
  ]
}
