import type { Mark } from '@/lib/domain/mark.ts'
import type { ReplayedStorm } from '@/lib/domain/storm/replay.ts'
import { listOf } from '@/lib/format/words.ts'

const endOf = (storm: Pick<ReplayedStorm, 'endedAt'>) => storm.endedAt ?? Number.POSITIVE_INFINITY

/** Storms of several nodes that overlap are one band with all their names: bands over bands would look like more. */
export function replayBands(storms: readonly ReplayedStorm[]): Mark[] {
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
