import { type History, MAX_POINTS, RANGE_MS } from '../../contract/history.ts'
import type { AgentNode } from '../collector/agent-node.ts'
import type { Mark } from './history-marks.ts'
import type { HistoryColumns, HistoryRequest, HistorySource } from './history-source.ts'
import { fillGaps } from './overlay-series.ts'
import { ringHistory } from './ring-history.ts'

/** From this range on a configured Prometheus is asked; below it our own seconds are finer than any scrape. */
const PROMETHEUS_FROM_MS = RANGE_MS['15m']

export type ReadHistoryDeps = {
  nodes: () => readonly AgentNode[]
  embedded: HistorySource
  /** `null`: none is configured. */
  prometheus: HistorySource | null
  marks(request: HistoryRequest, from: number): Promise<Mark[]>
}

/**
 * One panel's past for one scope: at most 300 columns with lowest and highest value. Where Prometheus fails, its sentence
 * comes with what we know ourselves; where it has not scraped yet, our own seconds close the seam.
 */
export async function readHistory(
  deps: ReadHistoryDeps,
  request: HistoryRequest,
): Promise<Omit<History, 'scope'>> {
  const columns = await columnsOf(deps, request)
  const marks = await deps.marks(request, columns.fromAt)
  return {
    panel: request.panel,
    range: request.range,
    ...columns,
    series: columns.series.slice(0, 8).map(series => ({
      ...series,
      min: series.min.slice(0, MAX_POINTS),
      max: series.max.slice(0, MAX_POINTS),
    })),
    problem: columns.problem?.slice(0, 400) ?? null,
    marks,
  }
}

async function columnsOf(deps: ReadHistoryDeps, request: HistoryRequest): Promise<HistoryColumns> {
  const { prometheus, embedded } = deps
  if (prometheus === null || RANGE_MS[request.range] < PROMETHEUS_FROM_MS) return embedded.read(request)
  const asked = await prometheus.read(request)
  if (asked.series.length === 0) {
    const own = await embedded.read(request)
    return { ...own, problem: asked.problem }
  }
  const length = Math.max(...asked.series.map(series => series.max.length))
  const plan = { fromAt: asked.fromAt, stepMs: asked.stepMs, columns: length }
  const rings = ringHistory(deps.nodes(), request.panel, request.scope, plan)
  const known = rings.filter(series => asked.series.some(other => other.id === series.id))
  return { ...asked, series: fillGaps(asked.series, known) }
}
