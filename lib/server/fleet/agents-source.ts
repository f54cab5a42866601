import type { SourceHealth } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { hasValues } from '../../domain/reach.ts'

/** Health of the agents taken together: one sentence, however many are missing. */
export function agentsSource(nodes: readonly NodeReading[], since: number | null): SourceHealth {
  const asked = nodes.filter(node => node.source === 'agent')
  const missing = asked.filter(node => !hasValues(node.reach) && node.reach !== 'waiting')
  const base = { id: 'agents', kind: 'agents' as const }
  if (asked.length === 0)
    return {
      ...base,
      status: 'unknown',
      error: 'No agents are configured; name them under agents: in stormdeck.yaml.',
      since: null,
    }
  if (missing.length === 0) return { ...base, status: 'ok', error: null, since: null }
  const [first] = missing
  const others = missing.length === 1 ? '' : ` (and ${missing.length - 1} more)`
  const why = first?.error ?? `${first?.id} is ${first?.reach}`
  return {
    ...base,
    status: 'failing',
    error: `${missing.length} of ${asked.length} agents cannot be read: ${why}${others}.`,
    since,
  }
}
