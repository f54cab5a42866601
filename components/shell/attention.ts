import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { hasValues } from '@/lib/domain/reach.ts'

export type Attention = 'none' | 'warning' | 'storm' | 'blind'

/** What deserves attention from another tab: a running storm before all, then blindness, then open incidents. */
export function attentionOf(fleet: FleetState): Attention {
  if (fleet.storms.some(storm => storm.state === 'storm')) return 'storm'
  if (fleet.nodes.length > 0 && !fleet.nodes.some(node => hasValues(node.reach))) return 'blind'
  const wary = fleet.nodes.some(node => node.stormState === 'suspected' || !hasValues(node.reach))
  return wary || fleet.incidents.length > 0 ? 'warning' : 'none'
}
