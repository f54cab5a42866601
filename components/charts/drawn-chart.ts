import { createContext } from 'react'
import type { DrawingProps } from './chart-frame.tsx'

/**
 * What changes with every message, for the two parts of a chart that show it, its traces and its tooltip. It goes past
 * recharts, whose every change of a property costs two renderings of the whole chart.
 */
export const DrawnChart = createContext<DrawingProps | null>(null)
