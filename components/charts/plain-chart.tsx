'use client'
import { useId } from 'react'
import { sparklinePath } from '@/components/ui/sparkline-path.ts'
import { MarkLines, PartialBands, Rule, StormBands, ThresholdLines } from './chart-annotations.tsx'
import type { ChartSeries } from './chart-data.ts'
import { ChartFrame, type ChartProps, type DrawingProps } from './chart-frame.tsx'
import { chartPlot } from './chart-plot.ts'
import { agoLabel, timeTicks } from './chart-scale.ts'
import { percent } from './chart-words.tsx'

/** The drawing has coordinates of its own and is stretched; words are HTML, placed in percent, and are not. */
const BOX = { width: 1_000, height: 1_000 } as const
const LINE = { main: 'var(--trace)', faint: 'var(--trace-2)' } as const

/** The same picture as the chart of the console, without tooltip: thresholds, orders, storms, gaps that stay gaps. */
export function PlainChart(props: ChartProps) {
  return <ChartFrame chart={props} Drawing={PlainDrawing} />
}

function PlainDrawing(drawn: DrawingProps) {
  const { data, format, thresholds, marks, ticks, end } = drawn
  const id = useId()
  const plot = chartPlot(drawn, { x: 0, y: 0, ...BOX })
  const shown = { marks, from: data.fromAt, to: end, plot }
  return (
    <div className="absolute top-2 right-2 bottom-5 left-12">
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${BOX.width} ${BOX.height}`}
        preserveAspectRatio="none"
        className="absolute inset-0 size-full overflow-visible"
      >
        <PartialBands data={data} plot={plot} id={`${id}hatch`} scale={4} />
        <StormBands {...shown} />
        {ticks.map(value => (
          <Rule key={value} plot={plot} value={value} stroke="var(--grid)" />
        ))}
        <ThresholdLines thresholds={thresholds} plot={plot} />
        {data.series.map(series => (
          <Trace key={series.id} series={series} top={plot.top} />
        ))}
        <g strokeWidth={1.5}>
          <MarkLines {...shown} />
        </g>
      </svg>
      {ticks.map(value => (
        <span
          key={value}
          className="absolute right-full -translate-y-1/2 pr-1.5 text-micro whitespace-nowrap text-ink-3"
          style={{ top: percent(plot.y(value) / BOX.height) }}
        >
          {format(value)}
        </span>
      ))}
      {timeTicks(data.fromAt, end).map(at => (
        <span
          key={at}
          className={`absolute top-full pt-1 text-micro whitespace-nowrap text-ink-3 ${at === end ? '-translate-x-full' : '-translate-x-1/2'}`}
          style={{ left: percent(plot.x(at) / BOX.width) }}
        >
          {agoLabel(at, end)}
        </span>
      ))}
    </div>
  )
}

/** The highest value of each column; for the main line the area below it too. */
function Trace({ series, top }: { series: ChartSeries; top: number }) {
  const path = sparklinePath(series.max, BOX, top)
  return (
    <>
      {series.look === 'main' && <path d={areaBelow(path)} fill="var(--trace-fill)" stroke="none" />}
      <path
        d={path}
        fill="none"
        stroke={LINE[series.look]}
        strokeWidth={series.look === 'main' ? 1.5 : 1}
        vectorEffect="non-scaling-stroke"
      />
    </>
  )
}

/** Closes each unbroken piece of a line down to zero. */
export function areaBelow(line: string): string {
  return line
    .split('M')
    .filter(piece => piece.includes('L'))
    .map(piece => {
      const points = piece.split('L')
      const first = points[0]?.split(' ')[0]
      const last = points.at(-1)?.split(' ')[0]
      return `M${piece}L${last} ${BOX.height}L${first} ${BOX.height}Z`
    })
    .join('')
}
