import type { NodeReading } from '@/lib/domain/node-reading.ts'
import { ratioOf } from '@/lib/domain/ratio-of.ts'
import { nodeTrouble } from './node-trouble.ts'

/** What the table can be sorted by. */
export const SORT_KEYS = [
  'trouble',
  'node',
  'pool',
  'memory',
  'attempts',
  'descriptors',
  'zombies',
  'latency',
  'tier',
  'age',
] as const
export type SortKey = (typeof SORT_KEYS)[number]
export type Sort = { key: SortKey; down: boolean }

const VALUE: Record<SortKey, (node: NodeReading) => number | string | null> = {
  trouble: nodeTrouble,
  node: node => node.id,
  pool: node => ratioOf(node.connections, node.connectionLimit),
  memory: node => node.memoryPerConnectionBytes,
  attempts: ({ attemptsLastSecond, attemptsPerSecondMean60s }) =>
    attemptsLastSecond ?? attemptsPerSecondMean60s,
  descriptors: node => ratioOf(node.descriptorsOpen, node.descriptorLimit),
  zombies: node => node.zombies,
  latency: node => node.latencyMsP99,
  tier: node => node.effectiveTier,
  age: node => node.ageMs,
}

const names = new Intl.Collator('en', { numeric: true })

/**
 * Rows in order. `ws-2` comes before `ws-10`; unknown values come last whichever way; equals keep the order of their
 * names, so that rows do not dance while numbers move.
 */
export function sortNodes(nodes: readonly NodeReading[], { key, down }: Sort): NodeReading[] {
  const keyed = nodes.map(node => ({ node, value: VALUE[key](node) }))
  const sign = down ? -1 : 1
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null)
      return Number(a.value === null) - Number(b.value === null) || byName(a, b)
    if (typeof a.value === 'string' || typeof b.value === 'string') return sign * byName(a, b)
    return sign * (a.value - b.value) || byName(a, b)
  })
  return keyed.map(({ node }) => node)
}

const byName = (a: { node: NodeReading }, b: { node: NodeReading }) => names.compare(a.node.id, b.node.id)

/** Nodes with every word in their name, group, reach, storm state, adapter, client version or tier; all for an empty filter. */
export function filterNodes(nodes: readonly NodeReading[], filter: string): NodeReading[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...nodes]
  return nodes.filter(node => {
    const text = [
      node.id,
      node.group,
      node.reach,
      node.stormState,
      node.adapter,
      node.topVersion,
      `tier ${node.effectiveTier}`,
    ]
      .join(' ')
      .toLowerCase()
    return words.every(word => text.includes(word))
  })
}
