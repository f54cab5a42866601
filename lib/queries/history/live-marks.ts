import type { Scope } from '@stormdeck/protocol'
import type { FleetState } from '../../domain/fleet-state.ts'
import { type Mark, orderMark, stormBegan, stormMark } from '../../domain/mark.ts'
import { scopeNodes } from '../../domain/scope-nodes.ts'
import { leasesFor } from '../../domain/tier/lease-set.ts'
import type { TimeZone } from '../../format/clock.ts'

/** Orders and storms to draw: those of the history, and what goes on now, which wins where both know one. */
export function marksOf(
  fleet: FleetState,
  scope: Scope,
  past: readonly Mark[],
  timeZone: TimeZone = 'UTC',
): Mark[] {
  const live = liveMarks(fleet, scope, timeZone)
  const known = new Set(live.map(mark => mark.id))
  const over = past.filter(mark => !known.has(mark.id))
  // The server names times in UTC.
  return [
    ...over.map(mark =>
      mark.kind === 'storm' ? { ...mark, label: stormBegan(mark.from, fleet.at, timeZone) } : mark,
    ),
    ...live,
  ]
}

/** Orders and storms that go on now. An order in force has no end yet. */
export function liveMarks(fleet: FleetState, scope: Scope, timeZone: TimeZone = 'UTC'): Mark[] {
  const nodes = scopeNodes(fleet.nodes, scope)
  const ids = new Set(nodes.map(node => node.id))
  const leases = new Map(
    nodes.flatMap(node => leasesFor(fleet.tier.leases, node, fleet.at)).map(lease => [lease.id, lease]),
  )
  return [
    ...[...leases.values()].map(orderMark),
    ...fleet.storms
      .filter(storm => storm.state !== 'suspected' && storm.nodes.some(id => ids.has(id)))
      .map(storm => stormMark(storm, fleet.at, timeZone)),
  ]
}
