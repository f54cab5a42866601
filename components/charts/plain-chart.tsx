'use client'
import { useId } from 'react'
import { sparklinePath } from '@/components/ui/sparkline-path.ts'
import type { ChartSeries } from './chart-data.ts'
import { ChartFrame, type ChartProps, type DrawingProps } from './chart-frame.tsx'
import { chartMarkSpan } from './chart-mark-span.ts'
import { agoLabel, timeTicks } from './chart-scale.ts'
import { percent } from './chart-words.tsx'
import { HatchPattern } from './hatch-pattern.tsx'
import { partialSpans } from './partial-spans.ts'

/** The drawing has coordinates of its own and is stretched; words are HTML, placed in percent, and are not. */
const BOX = { width: 1_000, height: 1_000 } as const
const LINE = { main: 'var(--trace)', faint: 'var(--trace-2)' } as const

/** The same picture as the chart of the console, without tooltip: thresholds, orders, storms, gaps that stay gaps. */
export function PlainChart(props: ChartProps) {
  return <ChartFrame chart={props} Drawing={PlainDrawing} />
}

function PlainDrawing({ data, format, thresholds, marks, ticks, end }: DrawingProps) {
  const hatch = useId()
  const top = ticks.at(-1) ?? 1
  const x = (at: number) => (at - data.fromAt) / Math.max(1, end - data.fromAt)
  const y = (value: number) => 1 - Math.min(value, top) / top
  const spans = marks.flatMap(mark => {
    const span = chartMarkSpan(mark, data.fromAt, end)
    return span === null ? [] : [{ ...mark, ...span }]
  })
  return (
    <div className="absolute top-2 right-2 bottom-5 left-12">
      <svg
        aria-hidden="true"
        viewBox="0 0 1000 1000"
        preserveAspectRatio="none"
        className="absolute inset-0 size-full overflow-visible"
      >
        <defs>
          <HatchPattern id={hatch} scale={4} />
        </defs>
        {partialSpans(data).map(({ from, to }) => (
          <rect
            key={from}
            x={x(from) * 1_000}
            y={0}
            width={(x(to) - x(from)) * 1_000}
            height={1_000}
            fill={`url(#${hatch})`}
          />
        ))}
        {spans
          .filter(span => span.kind === 'storm')
          .map(span => (
            <rect
              key={span.id}
              x={x(span.from) * 1_000}
              y={0}
              width={(x(span.to) - x(span.from)) * 1_000}
              height={1_000}
              fill="var(--band)"
            />
          ))}
        <g vectorEffect="non-scaling-stroke" fill="none">
          {ticks.map(value => (
            <Rule key={value} at={y(value)} color="var(--grid)" />
          ))}
          {thresholds.map(({ value, tone }) => (
            <Rule key={value} at={y(value)} color={`var(--${tone}-fill)`} dashed />
          ))}
        </g>
        {data.series.map(series => (
          <Trace key={series.id} series={series} top={top} />
        ))}
        {spans
          .filter(span => span.began || span.kind === 'lease')
          .map(span => (
            <line
              key={span.id}
              x1={x(span.from) * 1_000}
              x2={x(span.from) * 1_000}
              y1={0}
              y2={1_000}
              stroke={markColor(span.kind)}
              strokeWidth={1.5}
              vectorEffect="non-scaling-stroke"
            />
          ))}
      </svg>
      {ticks.map(value => (
        <span
          key={value}
          className="absolute right-full -translate-y-1/2 pr-1.5 text-micro whitespace-nowrap text-ink-3"
          style={{ top: percent(y(value)) }}
        >
          {format(value)}
        </span>
      ))}
      {timeTicks(data.fromAt, end).map(at => (
        <span
          key={at}
          className={`absolute top-full pt-1 text-micro whitespace-nowrap text-ink-3 ${at === end ? '-translate-x-full' : '-translate-x-1/2'}`}
          style={{ left: percent(x(at)) }}
        >
          {agoLabel(at, end)}
        </span>
      ))}
    </div>
  )
}

const markColor = (kind: 'storm' | 'lease') => (kind === 'storm' ? 'var(--crit)' : 'var(--order)')

function Rule({ at, color, dashed }: { at: number; color: string; dashed?: boolean }) {
  const place = at * 1_000
  return (
    <line
      x1={0}
      x2={1_000}
      y1={place}
      y2={place}
      stroke={color}
      strokeDasharray={dashed ? '5 4' : undefined}
      vectorEffect="non-scaling-stroke"
    />
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
