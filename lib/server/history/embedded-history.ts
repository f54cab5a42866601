import { formatScope, type Scope } from '@stormdeck/protocol'
import { type HistorySeries, MAX_POINTS, RANGE_MS } from '../../contract/history.ts'
import type { AgentNode } from '../collector/agent-node.ts'
import type { HistoryPoint, HistoryRecords } from '../store/history-records.ts'
import type { HistoryRequest, HistorySource } from './history-source.ts'
import { fillGaps, mergeExtremes } from './overlay-series.ts'
import { panelSeries } from './panel-series.ts'
import { type ColumnPlan, ringHistory } from './ring-history.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** The rings alone reach this far back. */
export const RINGS_MS = 15 * MINUTE_MS

/** A part of a range that was never kept is not a part in which nothing happened. */
function keptOnly(keepMs: number): string {
  const days = Math.round(keepMs / DAY_MS)
  return `Without Prometheus, ${days === 1 ? '1 day is' : `${days} days are`} kept; what was before is not known.`
}

/** Under this name the store keeps a scope; no node can be called so. */
export function historyName(scope: Scope): string {
  return scope.kind === 'node' ? (scope.name ?? '') : scope.kind === 'fleet' ? '*' : formatScope(scope)
}

/** Columns of a range: at most 300, whole seconds within the rings and whole minutes beyond. */
export function planColumns(rangeMs: number, endAt: number): ColumnPlan {
  const unit = rangeMs <= RINGS_MS ? 1_000 : MINUTE_MS
  const stepMs = Math.ceil(rangeMs / MAX_POINTS / unit) * unit
  const columns = Math.min(MAX_POINTS, Math.ceil(rangeMs / stepMs))
  return { fromAt: (Math.floor(endAt / stepMs) - columns + 1) * stepMs, stepMs, columns }
}

/**
 * The history that needs no Prometheus: one second for 15 min from the rings, one minute for days from the store. Both
 * keep the lowest and highest second, so a peak survives, and the newest minutes always come from the rings.
 */
export function createEmbeddedHistory(options: {
  nodes: () => readonly AgentNode[]
  store: Pick<HistoryRecords, 'read'>
  /** How far back the store goes, ms: it is pruned to that. */
  keepMs: number
}): HistorySource {
  async function fromStore(request: HistoryRequest, plan: ColumnPlan): Promise<HistorySeries[]> {
    const points = await options.store.read({
      from: Math.floor(plan.fromAt / MINUTE_MS) * MINUTE_MS,
      to: plan.fromAt + plan.columns * plan.stepMs,
      stepMs: plan.stepMs,
      nodes: [historyName(request.scope)],
    })
    return seriesOf(points, request, plan)
  }

  return {
    async read(request) {
      const rangeMs = RANGE_MS[request.range]
      const plan = planColumns(rangeMs, request.endAt)
      const rings = ringHistory(options.nodes(), request.panel, request.scope, plan)
      const live = rangeMs <= RINGS_MS
      return {
        fromAt: plan.fromAt,
        stepMs: plan.stepMs,
        // The rings hold a part of the oldest column that they reach, and of the one in which this process began.
        series: (plan.stepMs < MINUTE_MS ? fillGaps : mergeExtremes)(rings, await fromStore(request, plan)),
        source: live ? 'live' : 'embedded',
        resolutionMs: 1_000,
        problem: rangeMs > options.keepMs ? keptOnly(options.keepMs) : null,
      }
    },
  }
}

function seriesOf(points: HistoryPoint[], request: HistoryRequest, plan: ColumnPlan): HistorySeries[] {
  return panelSeries(request.panel).map(({ id, unit, minute }) => {
    const min = Array<number | null>(plan.columns).fill(null)
    const max = Array<number | null>(plan.columns).fill(null)
    const spanMs = Math.max(MINUTE_MS, plan.stepMs)
    for (const point of points) {
      // Where columns are shorter than a minute, each of them shows the minute's range.
      const first = Math.max(0, Math.floor((point.at - plan.fromAt) / plan.stepMs))
      const end = Math.min(plan.columns, Math.ceil((point.at + spanMs - plan.fromAt) / plan.stepMs))
      min.fill(point.values[minute].min, first, Math.max(first, end))
      max.fill(point.values[minute].max, first, Math.max(first, end))
    }
    return { id, unit, min, max }
  })
}
