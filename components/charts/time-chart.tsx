'use client'
import { memo, use, useMemo } from 'react'
import { CartesianGrid, ComposedChart, Line, Tooltip, usePlotArea, XAxis, YAxis } from 'recharts'
import { useTimeZone } from '@/lib/queries/clock/use-time-zone.ts'
import { axesOf, type ChartAxes, columnPlaces, sameAxes } from './chart-axes.ts'
import { ChartFrame, type ChartProps, type DrawingProps } from './chart-frame.tsx'
import { axisMoment } from './chart-moment.ts'
import { agoLabel, timeTicks } from './chart-scale.ts'
import { ChartTooltip } from './chart-tooltip.tsx'
import { ChartTraces } from './chart-traces.tsx'
import { DrawnChart } from './drawn-chart.ts'

const TICK = { fill: 'var(--ink-3)', fontSize: 11 } as const
const TIME_LINE = { stroke: 'var(--line-strong)' } as const
const SIZE = { width: '100%', height: '100%' } as const
const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 } as const
const CURSOR = { stroke: 'var(--ink-3)', strokeWidth: 1 } as const
/** Before the words of the limits, which lie over the drawing. */
const IN_FRONT = { zIndex: 1 } as const

/** Values over time with their limits, orders and storms. At most 300 columns; gaps stay gaps. */
export function TimeChart(props: ChartProps) {
  return <ChartFrame chart={props} Drawing={RechartsDrawing} />
}

function RechartsDrawing(props: DrawingProps) {
  return (
    <DrawnChart value={props}>
      <Axes {...axesOf(props)} />
    </DrawnChart>
  )
}

/**
 * What recharts does: axes, grid, and a tooltip that follows across charts. A message moves none of it. Each line, area
 * and limit given to recharts would hold its properties in a store of the chart, two renderings a change.
 */
const Axes = memo(function Axes({ columns, stepMs, ticks, format, clockEnd }: ChartAxes) {
  const zone = useTimeZone()
  const places = useMemo(() => columnPlaces({ columns, stepMs }), [columns, stepMs])
  const start = -columns * stepMs
  return (
    <ComposedChart
      responsive
      style={SIZE}
      data={places}
      margin={MARGIN}
      syncId="deck"
      syncMethod="value"
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--grid)" />
      <XAxis
        dataKey="before"
        type="number"
        domain={[start, 0]}
        ticks={timeTicks(start, 0)}
        tickFormatter={before =>
          clockEnd === null ? agoLabel(before, 0) : axisMoment(clockEnd + before, -start, zone)
        }
        tick={TICK}
        tickLine={false}
        axisLine={TIME_LINE}
        height={20}
        interval="preserveStartEnd"
        includeHidden
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
      <Traces />
      {/* Draws nothing: the pointer finds columns through it. */}
      <Line dataKey="column" hide isAnimationActive={false} />
      <Tooltip
        isAnimationActive={false}
        includeHidden
        cursor={CURSOR}
        wrapperStyle={IN_FRONT}
        content={<ChartTooltip />}
      />
    </ComposedChart>
  )
}, sameAxes)

function Traces() {
  const drawn = use(DrawnChart)
  const area = usePlotArea()
  return drawn && area && <ChartTraces drawn={drawn} area={area} />
}
