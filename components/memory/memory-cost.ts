import { MEMORY_PER_CONNECTION_BYTES } from '@stormdeck/protocol'
import type { ChartData, ChartThreshold } from '@/components/charts/chart-data.ts'
import type { History } from '@/lib/contract/history.ts'
import type { ScopeTotals, Total } from '@/lib/domain/pool/scope-totals.ts'
import { formatBytes } from '@/lib/format/bytes.ts'
import { formatNumber } from '@/lib/format/number.ts'

const { target, minConnections } = MEMORY_PER_CONNECTION_BYTES

export const MEMORY_THRESHOLDS: readonly ChartThreshold[] = [
  { value: target, label: `target ${formatBytes(target)}`, tone: 'crit' },
]

/** "2.7 × target"; `null` within the target or unknown. */
export function memoryBadge({ value, status }: Total): string | null {
  return value === null || status === 'normal' ? null : `${formatNumber(value / target, 1)} × target`
}

const UNKNOWN_WHY: Record<NonNullable<ScopeTotals['memoryUnknown']>, string> = {
  'few-connections': `not judged under ${formatNumber(minConnections)} connections`,
  'not-reported': 'not known: process memory, or what it was without connections, is not reported',
}

/** What the value was made from, or why there is none. detection.md, "Memory per connection". */
export function memoryContext({
  memoryPerConnectionBytes,
  memoryMethod,
  memoryUnknown,
}: ScopeTotals): string {
  const { value, nodes, of } = memoryPerConnectionBytes
  if (value === null) return memoryUnknown === null ? 'no node is responding' : UNKNOWN_WHY[memoryUnknown]
  const parts = [`target under ${formatBytes(target)}`]
  if (memoryMethod === 'live') parts.push('estimated from heap')
  if (nodes < of) parts.push(`${nodes} of ${of} nodes`)
  return parts.join(' · ')
}

export function memoryColumns(history: History): ChartData {
  return {
    fromAt: history.fromAt,
    stepMs: history.stepMs,
    partial: history.partial,
    series: history.series
      .filter(series => series.id === 'memoryPerConnection')
      .map(({ id, min, max }) => ({ id, label: 'Per connection', look: 'main', min, max })),
  }
}
