import type { FleetState, SourceHealth, Storm, TierState } from '../domain/fleet-state.ts'
import type { Incident } from '../domain/incident/incident.ts'
import type { NodeReading } from '../domain/node-reading.ts'

/** Puts the one judged state together. Instants and texts are what a browser accepts. */
export function assembleState(parts: {
  now: number
  build: string
  demo: boolean
  nodes: NodeReading[]
  storms: readonly Storm[]
  tier: TierState
  sources: readonly SourceHealth[]
  incidents: readonly Incident[]
}): FleetState {
  return {
    at: Math.round(parts.now),
    build: parts.build,
    demo: parts.demo,
    nodes: parts.nodes,
    storms: parts.storms.slice(0, 200),
    tier: parts.tier,
    sources: parts.sources.slice(0, 64).map(source => ({
      ...source,
      since: source.since === null ? null : Math.round(source.since),
      error: source.error?.slice(0, 600) ?? null,
    })),
    incidents: parts.incidents
      .slice(0, 200)
      .map(({ id, title, severity }) => ({ id, title: title.slice(0, 200), severity })),
  }
}
