'use client'
import { Badge } from '@/components/ui/badge.tsx'
import type { FleetState } from '@/lib/domain/fleet-state.ts'
import { formatNumber } from '@/lib/format/number.ts'
import { useLive } from '@/lib/queries/live/live-query.ts'
import type { Place } from './nav-places.ts'

const COUNTS: Partial<Record<Place['id'], (state: FleetState) => number>> = {
  nodes: state => state.nodes.length,
  storms: state => state.storms.filter(storm => storm.state !== 'ended').length,
  tiers: state => state.tier.leases.length,
  incidents: state => state.incidents.length,
}

/** How many there are now, coloured only where it is trouble or an order. */
export function NavCount({ place }: { place: Place['id'] }) {
  const count = useLive(live => (live.picture === null ? 0 : (COUNTS[place]?.(live.picture.state) ?? 0)))
  if (count === 0) return null
  if (place === 'nodes') return <span className="text-small text-ink-3">{formatNumber(count)}</span>
  return <Badge tone={place === 'tiers' ? 'order' : 'crit'}>{formatNumber(count)}</Badge>
}
