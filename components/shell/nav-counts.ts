import type { Tone } from '@/components/ui/tone.ts'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import type { Place } from './nav-places.ts'

type Count = { number: number; tone: Tone }

/** What stands beside the places: how many, and how bad. */
export function navCounts({
  nodes,
  storms,
  tier,
  incidents,
  sources,
}: FleetState): Partial<Record<Place['id'], Count>> {
  const running = storms.filter(storm => storm.state !== 'ended')
  return {
    nodes: { number: nodes.length, tone: 'plain' },
    storms: {
      number: running.length,
      tone: running.some(storm => storm.state === 'storm') ? 'crit' : 'warn',
    },
    tiers: { number: tier.leases.length, tone: 'order' },
    incidents: {
      number: incidents.length,
      tone: incidents.some(incident => incident.severity === 'critical') ? 'crit' : 'warn',
    },
    settings: { number: sources.filter(source => source.status === 'failing').length, tone: 'warn' },
  }
}
