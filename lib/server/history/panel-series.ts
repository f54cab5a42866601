import { type HistorySeries, PANEL_SERIES, type Panel, type SeriesId } from '../../contract/history.ts'
import type { SecondColumn } from '../collector/agent-node.ts'
import type { HistoryColumn } from '../store/schema.ts'

/** One line of a panel: what it is called, and under which name the rings and the store keep it. */
type KeptSeries = {
  id: SeriesId
  unit: HistorySeries['unit']
  second: SecondColumn
  minute: HistoryColumn
}

const KEPT_AS: Record<SeriesId, { second: SecondColumn; minute: HistoryColumn }> = {
  connections: { second: 'connections', minute: 'connections' },
  limit: { second: 'connectionLimit', minute: 'connection_limit' },
  memoryPerConnection: { second: 'memoryPerConnection', minute: 'memory_per_connection' },
  attempts: { second: 'attempts', minute: 'attempts' },
  established: { second: 'established', minute: 'established' },
  closed: { second: 'closed', minute: 'closed' },
  planned: { second: 'planned', minute: 'planned' },
  auth: { second: 'auth', minute: 'auth' },
}

/** The lines of a panel, with where they are kept. */
export function panelSeries(panel: Panel): KeptSeries[] {
  return PANEL_SERIES[panel].map(line => ({ ...line, ...KEPT_AS[line.id] }))
}

/** Every series that is kept by the minute. */
export const MINUTE_SERIES = Object.values(KEPT_AS)
