import type { NodeReading } from '../../domain/node-reading.ts'
import { formatDuration } from '../../format/duration.ts'

/** Why nothing that a node said counts now, as its row has it, after its name; `null` when it answers. */
export function unseenBecause(node: Pick<NodeReading, 'reach' | 'error' | 'ageMs'>): string | null {
  if (node.reach === 'fresh') return null
  if (node.reach === 'waiting') return 'has not answered yet'
  if (node.reach === 'vanished') return 'is no longer listed'
  if (node.reach === 'refused') return node.error ?? 'refuses to answer'
  return node.ageMs === null ? 'is silent' : `silent for ${formatDuration(node.ageMs)}`
}
