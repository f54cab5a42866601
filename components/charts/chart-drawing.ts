import { createContext } from 'react'

/**
 * How charts are drawn below this point. `rich`: recharts, with tooltips that follow across charts. `plain`: an SVG
 * path, for screens nobody points at and that run for weeks (wall, embed): a tenth of the code, a fraction of the work.
 */
export const ChartDrawing = createContext<'rich' | 'plain'>('rich')
