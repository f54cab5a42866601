import type { Mark } from '@/lib/domain/mark.ts'
import type { ChartData, ChartThreshold } from './chart-data.ts'
import { chartMarkSpan } from './chart-mark-span.ts'
import type { ChartPlot } from './chart-plot.ts'
import { HatchPattern } from './hatch-pattern.tsx'
import { partialSpans } from './partial-spans.ts'

/** One pixel stays one pixel, also in a drawing that is stretched to its place. */
const UNSTRETCHED = { vectorEffect: 'non-scaling-stroke' } as const
const COLOR = { warn: 'var(--warn-fill)', crit: 'var(--crit-fill)' } as const

/** Dashed lines at the limits that the plot reaches. */
export function ThresholdLines({
  thresholds,
  plot,
}: {
  thresholds: readonly ChartThreshold[]
  plot: ChartPlot
}) {
  return thresholds
    .filter(({ value }) => value <= plot.top)
    .map(({ value, label, tone }) => (
      <Rule key={`${label}${value}`} plot={plot} value={value} stroke={COLOR[tone]} strokeDasharray="5 4" />
    ))
}

type RuleProps = { plot: ChartPlot; value: number; stroke: string; strokeDasharray?: string }

/** A line over the whole plot at a value. */
export function Rule({ plot: { area, y }, value, ...look }: RuleProps) {
  return <line x1={area.x} x2={area.x + area.width} y1={y(value)} y2={y(value)} {...UNSTRETCHED} {...look} />
}

type Hatched = { data: ChartData; plot: ChartPlot; id: string; scale?: number }

/**
 * Where sums lack a node, the ground is hatched, as all that is not whole.
 * @param id of the pattern, unique in the page
 * @param scale of the pattern, where the units of the plot are no pixels
 */
export function PartialBands({ data, plot, id, scale = 1 }: Hatched) {
  const spans = partialSpans(data)
  if (spans.length === 0) return null
  return (
    <>
      <defs>
        <HatchPattern id={id} scale={scale} />
      </defs>
      {spans.map(({ from, to }) => (
        <Band key={from} from={from} to={to} fill={`url(#${id})`} plot={plot} />
      ))}
    </>
  )
}

type Marks = { marks: readonly Mark[]; from: number; to: number; plot: ChartPlot }

/** Storms as bands. */
export function StormBands({ marks, from, to, plot }: Marks) {
  return marks.map(mark => {
    const span = mark.kind === 'storm' ? chartMarkSpan(mark, from, to) : null
    return span && <Band key={mark.id} from={span.from} to={span.to} fill="var(--band)" plot={plot} />
  })
}

/** Where storms and orders began. An order holds the whole chart: its line must show, wherever it began. */
export function MarkLines({ marks, from, to, plot: { area, x } }: Marks) {
  return marks.map(mark => {
    const span = chartMarkSpan(mark, from, to)
    const storm = mark.kind === 'storm'
    if (span === null || (storm && !span.began)) return null
    return (
      <line
        key={mark.id}
        x1={x(span.from)}
        x2={x(span.from)}
        y1={area.y}
        y2={area.y + area.height}
        stroke={storm ? 'var(--crit)' : 'var(--order)'}
        {...UNSTRETCHED}
      />
    )
  })
}

function Band({ from, to, fill, plot }: { from: number; to: number; fill: string; plot: ChartPlot }) {
  const { area, x } = plot
  return <rect x={x(from)} y={area.y} width={x(to) - x(from)} height={area.height} fill={fill} />
}
