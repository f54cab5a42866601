import { STORM_THRESHOLDS } from '@stormdeck/protocol'
import type { ChartData, ChartSeries, ChartThreshold } from '@/components/charts/chart-data.ts'
import { STORM_STATE_BADGE } from '@/components/shell/storm-state-badge.tsx'
import type { PanelRemark } from '@/components/ui/panel-notice.tsx'
import type { Tone } from '@/components/ui/tone.ts'
import type { History } from '@/lib/contract/history.ts'
import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { fillsSoon } from '@/lib/domain/pool/fills-soon.ts'
import type { ScopeTotals, Total } from '@/lib/domain/pool/scope-totals.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { formatRate } from '@/lib/format/rate.ts'
import { UNKNOWN } from '@/lib/format/unknown.ts'

/**
 * The line of the sustained rule (F14). The rule is for one node, so its label says so; where nodes of the scope have
 * different thresholds the lowest is shown, as "or more".
 */
export function reconnectThresholds(nodes: readonly NodeReading[]): readonly ChartThreshold[] {
  const values = nodes.map(node => node.sustainedThresholdPerSecond)
  const value = values.length === 0 ? STORM_THRESHOLDS.sustainedPerSecond : Math.min(...values)
  const from = values.some(other => other !== value) ? ' or more' : ''
  return [{ value, label: `storm: a node's mean over ${formatRate(value)}${from}`, tone: 'crit' }]
}

/** What the scope is in; where that cannot be told because samples are far apart, how far. */
export function reconnectBadge(totals: ScopeTotals): { tone: Tone; text: string } | null {
  const badge = STORM_STATE_BADGE[totals.stormState]
  const { resolutionMs } = totals
  return totals.stormState === 'cannot-tell' && badge && resolutionMs !== null
    ? { ...badge, text: `${badge.text} (${formatSeconds(resolutionMs)} samples)` }
    : badge
}

/** What fills first, mean and peak with their windows, and established beside cleaned up (F2). */
export function reconnectContext(totals: ScopeTotals): string {
  const { nodes, of } = attemptsShown(totals)
  const mean = totals.attemptsPerSecondMean60s.value
  // What hides attempts in the figure hides them in its mean and its peak.
  const atLeast = isAtLeast(totals) ? '≥ ' : ''
  const filling = fillsSoon(totals)
  const parts = [
    ...(filling === '' ? [] : [filling]),
    ...(nodes < of ? [`${nodes} of ${of} nodes`] : []),
    `mean of last ${formatSeconds(totals.meanWindowMs)} ${mean === null ? UNKNOWN : atLeast + formatRate(mean)}`,
  ]
  if (totals.attemptsPeakPerSecond !== null)
    parts.push(`peak second ${atLeast}${formatNumber(totals.attemptsPeakPerSecond)}`)
  const ratio = totals.establishedToClosed
  parts.push(
    `established ${formatRate(totals.establishedPerSecond.value)}, cleaned up ${formatRate(totals.closedPerSecond.value)}` +
      (ratio === null ? '' : ` (${formatNumber(ratio, 1)} ×)`),
  )
  if ((totals.plannedPerSecond.value ?? 0) > 0)
    parts.push(`planned ${formatRate(totals.plannedPerSecond.value)}`)
  return parts.join(' · ')
}

/** Why the count is only a lower bound; `null` when it is exact. */
export function lowerBoundRemark(totals: ScopeTotals | undefined): PanelRemark | null {
  if (!totals?.lowerBound) return null
  return { strong: 'At least this many:', text: totals.lowerBoundWhy ?? 'some attempts cannot be counted' }
}

/** The live values of the series of this panel. */
export function attemptSample(totals: ScopeTotals): Record<string, number | null> {
  return {
    attempts: attemptsShown(totals).value,
    established: totals.establishedPerSecond.value,
    closed: totals.closedPerSecond.value,
    planned: totals.plannedPerSecond.value,
  }
}

/**
 * The figure of the panel: attempts in the last second. Scrapes seconds apart do not hold a second; where nothing else
 * is known, it is their mean.
 */
export function attemptsShown(totals: ScopeTotals): Total {
  return totals.attemptsPerSecond.value === null ? totals.attemptsPerSecondMean60s : totals.attemptsPerSecond
}

/** True where the figure can only be too low: attempts may be hidden, or a node of the scope is missing in it. */
export function isAtLeast(totals: ScopeTotals): boolean {
  const { nodes, of } = attemptsShown(totals)
  return totals.lowerBound || nodes < of
}

/** How the attempts of these sources are counted. */
export function reconnectHint(totals: ScopeTotals | undefined): string {
  const scraped = totals?.sources.length === 1 && totals.sources[0] === 'prometheus'
  const counted = scraped ? `mean of the last ${formatSeconds(totals.meanWindowMs)}` : 'counted every 100 ms'
  return `attempts per second, ${counted}; thin line: connections cleaned up`
}

const formatSeconds = (ms: number) => `${formatNumber(ms / 1_000)} s`

const LABELS: Record<string, { label: string; look: ChartSeries['look'] }> = {
  attempts: { label: 'Attempts', look: 'main' },
  closed: { label: 'Cleaned up', look: 'faint' },
}

export function reconnectColumns(history: History): ChartData {
  return {
    fromAt: history.fromAt,
    stepMs: history.stepMs,
    partial: history.partial,
    series: history.series.flatMap(({ id, min, max }) => {
      const drawn = LABELS[id]
      return drawn ? [{ id, min, max, ...drawn }] : []
    }),
  }
}
