import { type History, MAX_POINTS, type Panel, RANGE_MS, type Range } from '../../contract/history.ts'

/** Series of each panel that the live feed can continue, and their unit. lib/contract/history.ts. */
const SERIES: Record<Panel, readonly Pick<History['series'][number], 'id' | 'unit'>[]> = {
  pool: [
    { id: 'connections', unit: 'connections' },
    { id: 'limit', unit: 'connections' },
  ],
  memory: [{ id: 'memoryPerConnection', unit: 'bytes' }],
  reconnect: ['attempts', 'established', 'closed', 'planned'].map(id => ({
    id,
    unit: 'per-second' as const,
  })),
  auth: [
    { id: 'auth', unit: 'per-second' },
    { id: 'connections', unit: 'connections' },
  ],
}

/** Columns of a range that ends at `end`, all unknown: what live values are drawn into while history is missing. */
export function emptyHistory(panel: Panel, scope: string, range: Range, end: number): History {
  const stepMs = Math.max(1_000, RANGE_MS[range] / MAX_POINTS)
  const length = Math.ceil(RANGE_MS[range] / stepMs)
  const last = Math.floor(end / stepMs)
  const unknown = Array<null>(length).fill(null)
  return {
    panel,
    scope,
    range,
    fromAt: (last - length + 1) * stepMs,
    stepMs,
    series: SERIES[panel].map(one => ({ ...one, min: unknown, max: unknown })),
    source: 'live',
    resolutionMs: 1_000,
    partial: Array<boolean>(length).fill(false),
    problem: null,
    marks: [],
  }
}
