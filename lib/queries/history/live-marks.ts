import type { Scope } from '@stormdeck/protocol'
import type { History } from '../../contract/history.ts'
import type { FleetState } from '../../domain/fleet-state.ts'
import { scopeNodes } from '../../domain/scope-nodes.ts'
import { leasesFor } from '../../domain/tier/lease-set.ts'
import type { TimeZone } from '../../format/clock.ts'
import { formatMoment } from '../../format/moment.ts'

export type Mark = History['marks'][number]

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
      mark.kind === 'storm' ? { ...mark, label: began(mark.from, fleet.at, timeZone) } : mark,
    ),
    ...live,
  ]
}

const began = (from: number, now: number, timeZone: TimeZone) =>
  `storm began ${formatMoment(from, now, timeZone)}`

/** Orders and storms that go on now. An order in force has no end yet. */
export function liveMarks(fleet: FleetState, scope: Scope, timeZone: TimeZone = 'UTC'): Mark[] {
  const nodes = scopeNodes(fleet.nodes, scope)
  const ids = new Set(nodes.map(node => node.id))
  const leases = new Map(
    nodes.flatMap(node => leasesFor(fleet.tier.leases, node, fleet.at)).map(lease => [lease.id, lease]),
  )
  return [
    ...[...leases.values()].map(lease => ({
      kind: 'lease' as const,
      id: lease.id,
      label: `tier ${lease.tier}`,
      from: lease.startedAt,
      to: null,
    })),
    ...fleet.storms
      .filter(storm => storm.state !== 'suspected' && storm.nodes.some(id => ids.has(id)))
      .map(storm => ({
        kind: 'storm' as const,
        id: storm.id,
        label: began(storm.startedAt, fleet.at, timeZone),
        from: storm.startedAt,
        to: storm.endedAt,
      })),
  ]
}
