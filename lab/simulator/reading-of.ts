import { type AgentStatus, NO_DATA_AFTER_MS, STALE_AFTER_MS } from '@stormdeck/protocol'
import type { NodeReading } from '../../lib/domain/node-reading.ts'
import { nodeSample } from '../../lib/domain/test/fleet-sample.ts'

/** The row a screen has of a node: what was heard last, with its age. */
export function readingOf(
  node: { id: string; group: string },
  heard: { status: AgentStatus; at: number } | null,
  now: number,
): NodeReading {
  const ageMs = heard === null ? null : now - heard.at
  const reach =
    ageMs === null
      ? 'waiting'
      : ageMs > NO_DATA_AFTER_MS
        ? 'silent'
        : ageMs > STALE_AFTER_MS
          ? 'stale'
          : 'fresh'
  const tier = heard?.status.tier ?? null
  return nodeSample(node.id, {
    group: node.group,
    reach,
    ageMs,
    orderedTier: tier?.ordered ?? null,
    effectiveTier: tier?.effective ?? null,
    tierRevision: tier?.revision ?? null,
    tierEpoch: tier?.epoch ?? null,
    tierIssuer: tier?.issuer ?? null,
    tierDurable: tier?.durable ?? null,
    localReason: tier?.local?.reason ?? null,
    loopLagMsP99: heard?.status.loop.lagMsP99 ?? null,
    enforcesUpTo: 5,
  })
}
