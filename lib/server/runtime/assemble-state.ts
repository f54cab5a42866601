import { parse, type Shape } from '@stormdeck/protocol'
import {
  FEED_SECTION_NAMES,
  FEED_SECTIONS,
  type FeedSections,
  MAX_INCIDENTS_SHOWN,
  MAX_STORMS_SHOWN,
} from '../../contract/feed-sections.ts'
import { MAX_NODES } from '../../contract/max-nodes.ts'
import type { FleetState } from '../../domain/fleet-state.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { fitTier } from '../live/fit-tier.ts'

/** Puts the one judged state together, of parts that a browser accepts. */
export type Assemble = (at: number, nodes: NodeReading[], sections: FeedSections) => FleetState

/**
 * A section that would be refused by every browser stops nobody's feed: the last good one stays, and `onError` is told.
 */
export function createAssembler(onError: (error: unknown) => void): Assemble {
  let good: Partial<FeedSections> = {}
  return (at, nodes, sections) => {
    const clipped: FeedSections = {
      ...sections,
      storms: sections.storms
        .slice(0, MAX_STORMS_SHOWN)
        .map(storm => ({ ...storm, nodes: storm.nodes.slice(0, MAX_NODES) })),
      tier: fitTier(sections.tier),
      incidents: sections.incidents.slice(0, MAX_INCIDENTS_SHOWN).map(({ id, title, severity, nodes }) => ({
        id,
        title: title.slice(0, 200),
        severity,
        nodes: nodes.slice(0, MAX_NODES),
      })),
    }
    for (const name of FEED_SECTION_NAMES) {
      const parsed = parse(FEED_SECTIONS[name] as Shape<unknown>, clipped[name])
      if (parsed.ok) good = { ...good, [name]: parsed.value }
      else onError(new Error(`The ${name} part of the state cannot be sent (${parsed.error}).`))
    }
    return { at, nodes, ...clipped, ...good }
  }
}
