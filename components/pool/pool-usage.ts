import { POOL_USAGE_RATIO } from '@stormdeck/protocol'
import type { ChartData, ChartThreshold } from '@/components/charts/chart-data.ts'
import type { History } from '@/lib/contract/history.ts'
import { fillsSoon } from '@/lib/domain/pool/fills-soon.ts'
import type { ScopeTotals, Total } from '@/lib/domain/pool/scope-totals.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { formatPercent } from '@/lib/format/percent.ts'

export const POOL_THRESHOLDS: readonly ChartThreshold[] = [
  { value: POOL_USAGE_RATIO.warning, label: formatPercent(POOL_USAGE_RATIO.warning), tone: 'warn' },
  { value: POOL_USAGE_RATIO.critical, label: formatPercent(POOL_USAGE_RATIO.critical), tone: 'crit' },
]

/** "over 70 %": the threshold that was passed; `null` when none was. */
export function poolBadge({ status }: Total): string | null {
  if (status === 'critical') return `over ${formatPercent(POOL_USAGE_RATIO.critical)}`
  return status === 'warning' ? `over ${formatPercent(POOL_USAGE_RATIO.warning)}` : null
}

/**
 * "ws-3 full in 6 min · 164,812 of 200,000", and of how many nodes when not of all. Connections and limits that are not of
 * the same nodes are never put in one fraction. What fills comes first: the end is left out where there is no room.
 */
export function poolContext(totals: ScopeTotals): string {
  const { connections, connectionLimit, usageRatio } = totals
  const same = connections.nodes === usageRatio.nodes && connectionLimit.nodes === usageRatio.nodes
  const parts = same
    ? [`${formatNumber(connections.value)} of ${formatNumber(connectionLimit.value)}`]
    : [`${formatNumber(connections.value)} connections`]
  if (usageRatio.nodes < usageRatio.of)
    parts.push(`${same ? '' : 'limits of '}${usageRatio.nodes} of ${usageRatio.of} nodes`)
  const filling = fillsSoon(totals)
  if (filling !== '') parts.unshift(filling)
  return parts.join(' · ')
}

/** The live values of the series of this panel: of the nodes that report both, since the other ones have no share. */
export function poolSample({ usageRatio, connectionLimit }: ScopeTotals): Record<string, number | null> {
  const limit = usageRatio.value === null ? null : connectionLimit.value
  return {
    connections: limit === null || usageRatio.value === null ? null : usageRatio.value * limit,
    limit,
  }
}

/** Connections over limit, column by column; unknown where either is. */
export function usageColumns(history: History): ChartData {
  const connections = history.series.find(series => series.id === 'connections')
  const limits = history.series.find(series => series.id === 'limit')?.max ?? []
  const over = (values: readonly (number | null)[] = []) =>
    values.map((value, i) => {
      const limit = limits[i]
      return value === null || limit == null || limit <= 0 ? null : value / limit
    })
  return {
    fromAt: history.fromAt,
    stepMs: history.stepMs,
    partial: history.partial,
    series: [
      {
        id: 'usage',
        label: 'In use',
        look: 'main',
        min: over(connections?.min),
        max: over(connections?.max),
      },
    ],
  }
}
