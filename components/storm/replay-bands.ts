import type { ChartMark } from '@/components/charts/chart-data.ts'
import type { StormDetail } from '@/lib/contract/storm-detail.ts'
import type { ReplayedStorm } from '@/lib/domain/storm/replay.ts'
import { listOf } from '@/lib/format/words.ts'

const endOf = (storm: Pick<ReplayedStorm, 'endedAt'>) => storm.endedAt ?? Number.POSITIVE_INFINITY

/** Storms of several nodes that overlap are one band with all their names: bands over bands would look like more. */
export function replayBands(storms: readonly ReplayedStorm[]): ChartMark[] {
  const bands: { from: number; to: number; nodes: Set<string> }[] = []
  for (const storm of [...storms].sort((a, b) => a.startedAt - b.startedAt)) {
    const last = bands.at(-1)
    if (last === undefined || storm.startedAt > last.to) {
      bands.push({ from: storm.startedAt, to: endOf(storm), nodes: new Set([storm.node]) })
      continue
    }
    last.to = Math.max(last.to, endOf(storm))
    last.nodes.add(storm.node)
  }
  return bands.map(({ from, to, nodes }) => ({
    kind: 'storm',
    id: String(from),
    label: listOf([...nodes]),
    from,
    to: Number.isFinite(to) ? to : null,
  }))
}

/** The band of a storm as it was judged when it happened. */
export function stormMark({ id, nodes, startedAt, endedAt }: StormDetail['storm']): ChartMark {
  return { kind: 'storm', id, label: `storm on ${listOf(nodes)}`, from: startedAt, to: endedAt }
}

/** The orders that touched a storm, as lines where each began. */
export function leaseMarks(leases: StormDetail['leases']): ChartMark[] {
  return leases.map(({ id, tier, startedAt, endedAt, endsAt }) => ({
    kind: 'lease',
    id,
    label: `tier ${tier}`,
    from: startedAt,
    to: endedAt ?? endsAt,
  }))
}
