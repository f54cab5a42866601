import { BUCKET_MS, BUCKETS_PER_SECOND } from '@stormdeck/protocol'
import type { ChartData } from '@/components/charts/chart-data.ts'
import type { StormRecording } from '@/lib/contract/storm-recording.ts'
import { commonEnd, secondColumns } from './second-columns.ts'

/**
 * Attempts a second of all recorded nodes together, as lowest and highest second of at most 300 columns. A second in
 * which a node was not observed is unknown for all: part of a sum is not the sum.
 */
export function recordingColumns(recording: Pick<StormRecording, 'nodes'>): ChartData | null {
  const { nodes } = recording
  if (nodes.length === 0) return null
  // Whole seconds of the clock, as the other charts of the recording have.
  const from = Math.ceil(Math.min(...nodes.map(node => node.fromMs)) / 1_000)
  const to = commonEnd(nodes.map(node => Math.floor((node.fromMs + node.counts.length * BUCKET_MS) / 1_000)))
  const seconds = Math.max(1, to - from)
  const sums = Array.from({ length: seconds }, (_, second) => sumOf(nodes, (from + second) * 1_000))
  const { stepMs, min, max } = secondColumns(sums)
  return {
    fromAt: from * 1_000,
    stepMs,
    series: [{ id: 'attempts', label: 'Attempts', look: 'main', min, max }],
  }
}

function sumOf(nodes: StormRecording['nodes'], at: number): number | null {
  let sum = 0
  for (const { fromMs, counts } of nodes) {
    const first = Math.round((at - fromMs) / BUCKET_MS)
    if (first < 0) continue
    const second = counts.slice(first, first + BUCKETS_PER_SECOND)
    if (second.every(count => count === null)) return null
    for (const count of second) sum += count ?? 0
  }
  return sum
}
