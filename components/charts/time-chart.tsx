'use client'
import { useId, useMemo } from 'react'
import { Area, CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts'
import { useTimeZone } from '@/lib/queries/clock/use-time-zone.ts'
import { markLines, partialBands, thresholdLines } from './chart-annotations.tsx'
import { type ChartSeries, chartRows, spreadKey } from './chart-data.ts'
import { ChartFrame, type ChartProps, type DrawingProps } from './chart-frame.tsx'
import { axisMoment } from './chart-moment.ts'
import { agoLabel, timeTicks } from './chart-scale.ts'
import { ChartTooltip } from './chart-tooltip.tsx'

const TICK = { fill: 'var(--ink-3)', fontSize: 11 } as const
const SIZE = { width: '100%', height: '100%' } as const
const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 } as const
/** Before the words of the limits, which lie over the drawing. */
const IN_FRONT = { zIndex: 1 } as const

/** Values over time with their limits, orders and storms. At most 300 columns; gaps stay gaps. */
export function TimeChart(props: ChartProps) {
  return <ChartFrame chart={props} Drawing={RechartsDrawing} />
}

function RechartsDrawing({ data, format, thresholds, marks, past, ticks, end }: DrawingProps) {
  const zone = useTimeZone()
  const hatch = useId()
  const rows = useMemo(() => chartRows(data), [data])
  return (
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
        tickFormatter={at => (past ? axisMoment(at, end - data.fromAt, zone) : agoLabel(at, end))}
        tick={TICK}
        tickLine={false}
        axisLine={{ stroke: 'var(--line-strong)' }}
        height={20}
        interval="preserveStartEnd"
      />
      <YAxis
        domain={[0, ticks.at(-1) ?? 1]}
        allowDataOverflow
        ticks={[...ticks]}
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
        wrapperStyle={IN_FRONT}
        content={<ChartTooltip series={data.series} format={format} spanMs={end - data.fromAt} />}
      />
    </ComposedChart>
  )
}

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
