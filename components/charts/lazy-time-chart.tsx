'use client'
import { lazy, Suspense } from 'react'
import { ChartBoundary } from './chart-boundary.tsx'
import { ChartGround } from './chart-ground.tsx'
import type { TimeChartProps } from './time-chart.tsx'

const TimeChart = lazy(async () => ({ default: (await import('./time-chart.tsx')).TimeChart }))

/** A chart whose code (recharts) arrives after the numbers. Until then, and without data, empty axes. */
export function LazyTimeChart({
  data,
  ...rest
}: Omit<TimeChartProps, 'data'> & { data: TimeChartProps['data'] | null }) {
  if (data === null) return <ChartGround />
  return (
    <ChartBoundary>
      <Suspense fallback={<ChartGround />}>
        <TimeChart data={data} {...rest} />
      </Suspense>
    </ChartBoundary>
  )
}
