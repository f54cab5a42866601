import { type History, MAX_POINTS, RANGE_MS } from '../../contract/history.ts'
import type { Mark } from '../../domain/mark.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { scopeNodes } from '../../domain/scope-nodes.ts'
import type { AgentNode } from '../collector/agent-node.ts'
import { RINGS_MS } from './embedded-history.ts'
import type { HistoryColumns, HistoryRequest, HistorySource } from './history-source.ts'
import { fillGaps } from './overlay-series.ts'
import { partialColumns } from './partial-columns.ts'
import { ringHistory } from './ring-history.ts'

/** How far before our oldest second a range may begin and still be taken from our own seconds. */
const RINGS_SLACK_MS = 60_000

export type ReadHistoryDeps = {
  nodes: () => readonly AgentNode[]
  /** Rows as last judged, also of servers that have no agent. */
  rows: () => readonly Pick<NodeReading, 'id' | 'group' | 'source'>[]
  embedded: HistorySource
  /** `null`: none is configured. */
  prometheus: HistorySource | null
  marks(request: HistoryRequest, from: number): Promise<Mark[]>
}

/**
 * One panel's past for one scope, from our own seconds where they reach, else from Prometheus: at most 300 columns with lowest and highest value. Where Prometheus fails, its sentence
 * comes with what we know ourselves; where it has not scraped yet, our own seconds close the seam.
 */
export async function readHistory(
  deps: ReadHistoryDeps,
  request: HistoryRequest,
): Promise<Omit<History, 'scope'>> {
  const columns = await columnsOf(deps, request)
  const length = Math.min(MAX_POINTS, Math.max(0, ...columns.series.map(series => series.max.length)))
  const plan = { fromAt: columns.fromAt, stepMs: columns.stepMs, columns: length }
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
    partial: partialColumns(deps.nodes(), request.scope, plan),
    problem: columns.problem?.slice(0, 400) ?? null,
    marks,
  }
}

async function columnsOf(deps: ReadHistoryDeps, request: HistoryRequest): Promise<HistoryColumns> {
  const { prometheus, embedded } = deps
  // Our own seconds know nothing of a server without an agent: a sum of the others would look like a loss.
  const agentsOnly = scopeNodes(deps.rows(), request.scope).every(row => row.source === 'agent')
  if (prometheus === null || (agentsOnly && ringsReach(deps.nodes(), request))) return embedded.read(request)
  const asked = await prometheus.read(request)
  if (asked.series.length === 0) {
    const own = await embedded.read(request)
    return { ...own, problem: asked.problem }
  }
  if (!agentsOnly) return asked
  const length = Math.max(...asked.series.map(series => series.max.length))
  const plan = { fromAt: asked.fromAt, stepMs: asked.stepMs, columns: length }
  const rings = ringHistory(deps.nodes(), request.panel, request.scope, plan)
  const known = rings.filter(series => asked.series.some(other => other.id === series.id))
  return { ...asked, series: fillGaps(asked.series, known) }
}

function ringsReach(nodes: readonly AgentNode[], { endAt, range }: HistoryRequest): boolean {
  const newest = Math.max(-1, ...nodes.map(node => node.seconds.newest))
  const newestAt = newest * 1_000
  return newest >= 0 && endAt - RANGE_MS[range] >= newestAt - RINGS_MS - RINGS_SLACK_MS
}
