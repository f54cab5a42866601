'use client'
import { lazy, Suspense, use } from 'react'
import { ChartBoundary } from './chart-boundary.tsx'
import { ChartDrawing } from './chart-drawing.ts'
import type { ChartProps } from './chart-frame.tsx'
import { ChartGround } from './chart-ground.tsx'

const TimeChart = lazy(async () => ({ default: (await import('./time-chart.tsx')).TimeChart }))

/**
 * A chart whose code (recharts) arrives after the numbers. Until then, and without data, empty axes. Where
 * {@link ChartDrawing} names another drawing, that code is never asked for.
 */
export function LazyTimeChart({
  data,
  ...rest
}: Omit<ChartProps, 'data'> & { data: ChartProps['data'] | null }) {
  const Drawing = use(ChartDrawing)
  if (data === null) return <ChartGround />
  if (Drawing !== null) return <Drawing data={data} {...rest} />
  return (
    <ChartBoundary>
      <Suspense fallback={<ChartGround />}>
        <TimeChart data={data} {...rest} />
      </Suspense>
    </ChartBoundary>
  )
}
