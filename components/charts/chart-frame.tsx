'use client'
import { type ComponentType, memo, useRef } from 'react'
import type { Mark } from '@/lib/domain/mark.ts'
import { type ChartData, type ChartThreshold, chartEnd } from './chart-data.ts'
import { axisTicks, highestOf } from './chart-scale.ts'
import { chartSummary } from './chart-summary.ts'
import { MarkWords, ThresholdWords } from './chart-words.tsx'
import { markLabels } from './mark-labels.ts'
import { useCalmUpdates } from './use-calm-updates.ts'

export type ChartProps = {
  title: string
  data: ChartData
  /** Value → words with unit, for axis, tooltip and summary. The same function at each message: a new one costs new axes. */
  format: (value: number) => string
  thresholds?: readonly ChartThreshold[]
  marks?: readonly Mark[]
  /** Fixed lines of the axis, for ratios; otherwise the highest value decides. */
  ticks?: readonly number[]
  /** The range ends in the past: times of day below it instead of "−5 min". */
  past?: boolean
  /** Place in line among the charts of a screen, 0 first. */
  place?: number
}

/** What a drawing gets. Its plot is the frame without 2 units above and to the right, 5 below and 12 to the left. */
export type DrawingProps = Required<Pick<ChartProps, 'data' | 'format' | 'thresholds' | 'marks'>> & {
  past: boolean
  /** Lines of the axis, zero first. */
  ticks: readonly number[]
  /** Last moment of the chart, epoch ms. */
  end: number
}

/**
 * What every chart has, whatever draws its lines: numbers at a calm rhythm, a text summary, and words that stand clear
 * of the trace.
 */
export function ChartFrame({ chart, Drawing }: { chart: ChartProps; Drawing: ComponentType<DrawingProps> }) {
  const element = useRef<HTMLElement>(null)
  const drawn = useCalmUpdates(chart, chart.place ?? 0, element)
  return (
    <figure ref={element} className="absolute inset-0">
      <Framed drawn={drawn} Drawing={Drawing} />
    </figure>
  )
}

/** Apart and remembered, so that numbers whose turn has not come cost the chart nothing. */
const Framed = memo(function Framed({
  drawn,
  Drawing,
}: {
  drawn: ChartProps
  Drawing: ComponentType<DrawingProps>
}) {
  const { title, data, format, thresholds = [], marks = [], past = false } = drawn
  const ticks =
    drawn.ticks ??
    axisTicks(
      highestOf(
        data.series,
        thresholds.map(({ value }) => value),
      ),
    )
  const end = chartEnd(data)
  return (
    <>
      <figcaption className="sr-only">
        {chartSummary({ title, data, thresholds, marks, format, past })}
      </figcaption>
      <div aria-hidden="true" className="flex size-full flex-col">
        <MarkWords labels={markLabels(marks, data.fromAt, end)} />
        <div className="relative min-h-0 flex-1">
          <Drawing {...{ data, format, thresholds, marks, past, ticks, end }} />
          <ThresholdWords thresholds={thresholds} top={ticks.at(-1) ?? 1} />
        </div>
      </div>
    </>
  )
})
