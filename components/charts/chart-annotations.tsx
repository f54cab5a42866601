import { ReferenceArea, ReferenceLine } from 'recharts'
import type { ChartData, ChartMark, ChartThreshold } from './chart-data.ts'
import { chartMarkSpan } from './chart-mark-span.ts'
import { HatchPattern } from './hatch-pattern.tsx'
import { partialSpans } from './partial-spans.ts'

const COLOR = { warn: 'var(--warn-fill)', crit: 'var(--crit-fill)' } as const

/** Dashed lines at the limits. Called, not mounted: recharts reads its children by type. */
export function thresholdLines(thresholds: readonly ChartThreshold[]) {
  return thresholds.map(({ value, label, tone }) => (
    <ReferenceLine key={`${label}${value}`} y={value} stroke={COLOR[tone]} strokeDasharray="5 4" />
  ))
}

/**
 * Where sums lack a node, the ground is hatched, as all that is not whole.
 * @param hatch id of the pattern, unique in the page
 */
export function partialBands(data: ChartData, hatch: string) {
  const spans = partialSpans(data)
  if (spans.length === 0) return null
  return [
    <defs key="hatch">
      <HatchPattern id={hatch} />
    </defs>,
    ...spans.map(({ from, to }) => (
      <ReferenceArea key={`${from}partial`} x1={from} x2={to} fill={`url(#${hatch})`} fillOpacity={1} />
    )),
  ]
}

/** Storms as bands with their beginning, orders as lines. What began before the chart starts at its edge. */
export function markLines(marks: readonly ChartMark[], from: number, to: number) {
  return marks.flatMap(mark => {
    const span = chartMarkSpan(mark, from, to)
    if (span === null) return []
    const storm = mark.kind === 'storm'
    return [
      storm && (
        <ReferenceArea
          key={`${mark.id}band`}
          x1={span.from}
          x2={span.to}
          fill="var(--band)"
          fillOpacity={1}
        />
      ),
      // An order holds the whole chart: its line must show, wherever it began.
      (span.began || !storm) && (
        <ReferenceLine key={mark.id} x={span.from} stroke={storm ? 'var(--crit)' : 'var(--order)'} />
      ),
    ]
  })
}
