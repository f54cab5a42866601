import { type ComponentType, createContext } from 'react'
import type { ChartProps } from './chart-frame.tsx'

/**
 * What draws the charts below this point instead of recharts; `null`: recharts, with tooltips that follow across charts.
 * Screens nobody points at and that run for weeks (wall, embed) hand in `PlainChart`: a tenth of the code, a fraction of
 * the work.
 */
export const ChartDrawing = createContext<ComponentType<ChartProps> | null>(null)
