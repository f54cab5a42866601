import type { HistorySeries, Panel } from '../../contract/history.ts'
import type { SecondColumn } from '../collector/agent-node.ts'
import type { HistoryColumn } from '../store/schema.ts'

/** One line of a panel: what it is called, and under which name the rings and the store keep it. */
export type PanelSeries = {
  id: string
  unit: HistorySeries['unit']
  second: SecondColumn
  minute: HistoryColumn
}

const connections: PanelSeries = {
  id: 'connections',
  unit: 'connections',
  second: 'connections',
  minute: 'connections',
}

/** The lines of every panel, as lib/contract/history.ts has them. */
export const PANEL_SERIES: Record<Panel, readonly PanelSeries[]> = {
  pool: [
    connections,
    { id: 'limit', unit: 'connections', second: 'connectionLimit', minute: 'connection_limit' },
  ],
  memory: [
    {
      id: 'memoryPerConnection',
      unit: 'bytes',
      second: 'memoryPerConnection',
      minute: 'memory_per_connection',
    },
  ],
  reconnect: [
    { id: 'attempts', unit: 'per-second', second: 'attempts', minute: 'attempts' },
    { id: 'established', unit: 'per-second', second: 'established', minute: 'established' },
    { id: 'closed', unit: 'per-second', second: 'closed', minute: 'closed' },
    { id: 'planned', unit: 'per-second', second: 'planned', minute: 'planned' },
  ],
  auth: [{ id: 'auth', unit: 'per-second', second: 'auth', minute: 'auth' }, connections],
}

/** Every column that is kept by the minute. */
export const MINUTE_SERIES: readonly PanelSeries[] = [
  ...new Map(Object.values(PANEL_SERIES).flatMap(lines => lines.map(line => [line.minute, line]))).values(),
]
