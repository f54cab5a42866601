import {
  array,
  boolean,
  integer,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  scopeShape,
  TIERS,
  text,
} from '@stormdeck/protocol'
import type { FleetState, Storm } from '../domain/fleet-state.ts'
import { POLICY_MODES } from '../domain/tier/policy-mode.ts'
import { leaseInForceShape } from './lease.ts'
import { MAX_NODES } from './max-nodes.ts'

/** Everything of the state that is not a node; a section is sent whole when it changes. */
export type FeedSections = Omit<FleetState, 'at' | 'nodes' | 'unheardSince'>

export const MAX_STORMS_SHOWN = 200
export const MAX_INCIDENTS_SHOWN = 200
export const MAX_LEASES_SHOWN = 256

/** A storm as it crosses the wire, in the feed and in `GET /api/storms`. */
export const stormShape: Shape<Storm> = object({
  id: text(64, 1),
  nodes: array(text(64), MAX_NODES),
  state: oneOf(['suspected', 'storm', 'clearing', 'ended']),
  startedAt: number(0),
  endedAt: nullable(number(0)),
  firedBy: oneOf(['burst', 'sustained', 'early-warning']),
  burst: boolean,
  sustained: boolean,
  peakPerSecond: nullable(number(0)),
  peakAt: nullable(number(0)),
  attempts: number(0),
  accepted: number(0),
  refused: number(0),
  lowerBound: boolean,
  topVersion: nullable(text(64)),
  topVersionRatio: nullable(number(0, 1)),
})

const recommendationShape = object({
  tier: nullable(oneOf(TIERS)),
  scope: scopeShape,
  resource: oneOf(['descriptors', 'memory', 'fan-out', 'connections', 'recovery']),
  action: text(400),
  reason: text(400),
})

/** Leases in force, policy and what nodes have applied. */
const tierStateShape = object({
  leases: array(leaseInForceShape, MAX_LEASES_SHOWN),
  leasesLeftOut: integer(),
  revision: integer(),
  ordered: oneOf(TIERS),
  recommended: nullable(recommendationShape),
  policyMode: oneOf(POLICY_MODES),
  safeToStepUp: object({ safe: nullable(boolean), why: text(400) }),
  applied: object({
    nodes: integer(),
    of: integer(),
    missing: array(object({ id: text(64), why: text(400) }), MAX_NODES),
  }),
  mayOrder: object({ allowed: boolean, why: nullable(text(400)) }),
})

/** One parser a section, so that a patch can carry any of them. */
export const FEED_SECTIONS: { [K in keyof FeedSections]: Shape<FeedSections[K]> } = {
  build: text(64),
  demo: boolean,
  everSeen: boolean,
  unreadNodes: integer(),
  storms: array(stormShape, MAX_STORMS_SHOWN),
  tier: tierStateShape,
  sources: array(
    object({
      id: text(200),
      kind: oneOf(['agents', 'prometheus', 'store', 'alertmanager']),
      status: oneOf(['ok', 'failing', 'unknown']),
      error: nullable(text(600)),
      headline: nullable(text(100)),
      since: nullable(number(0)),
    }),
    64,
  ),
  incidents: array(
    object({
      id: text(64),
      title: text(200),
      severity: oneOf(['warning', 'critical']),
      nodes: array(text(64), MAX_NODES),
    }),
    MAX_INCIDENTS_SHOWN,
  ),
}

export type FeedSection = keyof FeedSections
export const FEED_SECTION_NAMES = Object.keys(FEED_SECTIONS) as FeedSection[]
