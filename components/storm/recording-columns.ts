import type { ChartData } from '@/components/charts/chart-data.ts'
import { MAX_POINTS } from '@/lib/contract/history.ts'
import type { StormRecording } from '@/lib/contract/storm-recording.ts'

const BUCKET_MS = 100
const SECOND_BUCKETS = 10

/**
 * Attempts a second of all recorded nodes together, as lowest and highest second of at most 300 columns. A second in
 * which a node was not observed is unknown for all: part of a sum is not the sum.
 */
export function recordingColumns(recording: Pick<StormRecording, 'nodes'>): ChartData | null {
  const { nodes } = recording
  if (nodes.length === 0) return null
  const fromAt = Math.min(...nodes.map(node => node.fromMs))
  const toAt = Math.max(...nodes.map(node => node.fromMs + node.counts.length * BUCKET_MS))
  const seconds = Math.max(1, Math.floor((toAt - fromAt) / 1_000))
  const sums = Array.from({ length: seconds }, (_, second) => sumOf(nodes, fromAt + second * 1_000))
  const perColumn = Math.ceil(seconds / MAX_POINTS)
  const columns = Array.from({ length: Math.ceil(seconds / perColumn) }, (_, i) =>
    sums.slice(i * perColumn, (i + 1) * perColumn).filter(value => value !== null),
  )
  const pick = (choose: (...values: number[]) => number) =>
    columns.map(values => (values.length === 0 ? null : choose(...values)))
  return {
    fromAt,
    stepMs: perColumn * 1_000,
    series: [{ id: 'attempts', label: 'Attempts', look: 'main', min: pick(Math.min), max: pick(Math.max) }],
  }
}

function sumOf(nodes: StormRecording['nodes'], at: number): number | null {
  let sum = 0
  for (const { fromMs, counts } of nodes) {
    const first = Math.round((at - fromMs) / BUCKET_MS)
    if (first < 0 || first >= counts.length) continue
    const second = counts.slice(first, first + SECOND_BUCKETS)
    if (second.every(count => count === null)) return null
    for (const count of second) sum += count ?? 0
  }
  return sum
}
