import { MAX_NODES } from '../../contract/max-nodes.ts'
import type { SourceHealth } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { hasValues } from '../../domain/reach.ts'

/**
 * Health of the agents taken together: one sentence, however many are missing.
 * @param expected how many are configured or were discovered
 * @param unreadNodes how many more than a dashboard reads
 */
export function agentsSource(
  nodes: readonly NodeReading[],
  expected: number,
  unreadNodes: number,
): SourceHealth {
  // How many nodes respond is on every screen: no headline repeats it.
  const base = { id: 'agents', kind: 'agents' as const, headline: null, since: null }
  if (expected === 0)
    return {
      ...base,
      status: 'unknown',
      error: 'No agents are configured; name them under agents: in stormdeck.yaml.',
    }
  const asked = nodes.filter(node => node.source === 'agent')
  const missing = asked.filter(node => !hasValues(node.reach) && node.reach !== 'waiting')
  const [first, ...others] = missing
  const beyond =
    unreadNodes === 0
      ? ''
      : `${unreadNodes} more than the ${MAX_NODES} nodes that one dashboard reads; split them over several.`
  if (first === undefined && unreadNodes > 0) return { ...base, status: 'failing', error: beyond }
  if (first === undefined)
    return { ...base, status: asked.some(node => hasValues(node.reach)) ? 'ok' : 'unknown', error: null }
  const why = first.error ?? `${first.id} is ${first.reach}`
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  const since = missing.reduce<number | null>(
    (earliest, node) =>
      node.lastSeenAt === null || (earliest !== null && earliest < node.lastSeenAt)
        ? earliest
        : node.lastSeenAt,
    null,
  )
  return {
    ...base,
    status: 'failing',
    error: `${missing.length} of ${asked.length} agents cannot be read: ${why}${more}. ${beyond}`.trimEnd(),
    since,
  }
}
