import type { Scope } from '@stormdeck/protocol'
import type { HistorySeries, Panel } from '../../contract/history.ts'
import { scopeNodes } from '../../domain/scope-nodes.ts'
import { type AgentNode, SECONDS_KEPT } from '../collector/agent-node.ts'
import { panelSeries } from './panel-series.ts'
import { scopeExtremes } from './scope-seconds.ts'

/** Columns of equal length; column i covers [fromAt + i × stepMs, + stepMs). */
export type ColumnPlan = { fromAt: number; stepMs: number; columns: number }

/** What the rings hold of a panel over these columns; what lies before the last 15 min is `null`. */
export function ringHistory(
  nodes: readonly AgentNode[],
  panel: Panel,
  scope: Scope,
  plan: ColumnPlan,
): HistorySeries[] {
  const covered = scopeNodes(nodes, scope)
  const newest = Math.max(-1, ...covered.map(node => node.seconds.newest))
  const oldest = newest - SECONDS_KEPT + 1
  return panelSeries(panel).map(({ id, unit, second }) => {
    const columns = Array.from({ length: plan.columns }, (_, i) => {
      const at = plan.fromAt + i * plan.stepMs
      const from = Math.max(Math.floor(at / 1_000), oldest)
      const to = Math.min(Math.floor((at + plan.stepMs) / 1_000), newest + 1)
      return scopeExtremes(covered, second, from, to)
    })
    return { id, unit, min: columns.map(column => column.min), max: columns.map(column => column.max) }
  })
}
