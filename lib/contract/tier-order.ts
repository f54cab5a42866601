import {
  array,
  boolean,
  type Infer,
  integer,
  nullable,
  object,
  oneOf,
  scopeShape,
  TIERS,
  text,
  withDefault,
} from '@stormdeck/protocol'
import { POLICY_MODES } from '../domain/tier/policy-mode.ts'
import { leaseFields, leaseInForceShape } from './lease.ts'

export const LEASE_MS = { min: 5_000, default: 15 * 60_000, max: 7 * 24 * 3_600_000 } as const

/** `POST /api/tiers/orders`. */
export const tierOrderShape = object({
  tier: oneOf(TIERS),
  scope: scopeShape,
  /** How long; `null`: until released. */
  durationMs: nullable(integer(LEASE_MS.min, LEASE_MS.max)),
  reason: text(280),
  /** Sessions a second to move away; `null`: open sessions stay. */
  drainPerSecond: nullable(integer(1, 100_000)),
  /** Store revision the screen was made from; an older one gets 409 and the present state. */
  seenRevision: integer(),
  /** Tiers 4 and 5: the person typed the tier number or held the button. */
  confirmed: boolean,
})
export type TierOrder = Infer<typeof tierOrderShape>

/** `POST /api/tiers/leases/[id]`: release or extend one lease. */
export const leaseChangeShape = object({
  change: oneOf(['release', 'extend']),
  /** For `extend`: new time from now, never shorter than what is left; `null`: until released. */
  durationMs: nullable(integer(LEASE_MS.min, LEASE_MS.max)),
  reason: text(280),
  seenRevision: integer(),
  /** To extend tiers 4 and 5: the person typed the tier number or held the button. */
  confirmed: withDefault(boolean, false),
})
export type LeaseChange = Infer<typeof leaseChangeShape>

/** Every write carries this header; a form or a foreign page cannot set it. */
export const WRITE_HEADER = { name: 'x-stormdeck', value: 'write' } as const

/** Body of `POST /api/tiers/preview`: an order that has not been given. */
export const tierPreviewShape = object({
  tier: oneOf(TIERS),
  scope: scopeShape,
  durationMs: nullable(integer(LEASE_MS.min, LEASE_MS.max)),
  drainPerSecond: nullable(integer(1, 100_000)),
})
export type TierPreview = Infer<typeof tierPreviewShape>

/** Answer of `POST /api/tiers/preview`: the live impact of an order that has not been given. Null is unknown. */
export const tierImpactShape = object({
  nodes: integer(),
  sessions: nullable(integer()),
  /** Sessions that speak the client protocol and can follow. */
  canFollow: nullable(integer()),
  cannotFollow: nullable(integer()),
  requestsPerSecondAfter: nullable(integer()),
  descriptorsAfter: text(120),
  afterwards: text(200),
  /** Set when the order would make things worse, or cannot be carried out: the dialog disables itself with this. */
  blockedBecause: nullable(text(400)),
  warnings: array(text(240), 8),
})
export type TierImpact = Infer<typeof tierImpactShape>

/** Answer of an order or a change: stored when it is sent, on its way to the nodes. */
export const orderAnswerShape = object({
  /** Revision that the change made; unchanged when there was nothing to do. */
  revision: integer(),
  /** The lease that was made or changed. */
  lease: nullable(leaseInForceShape),
  released: array(leaseInForceShape, 512),
  /** Wider leases that still hold in the scope, each with its own release. */
  stillHeld: array(leaseInForceShape, 512),
  /** One sentence of what was done, for people. */
  message: text(600),
})
export type OrderAnswer = Infer<typeof orderAnswerShape>

/** `POST /api/tiers/policy`. */
export const policyChangeShape = object({ mode: oneOf(POLICY_MODES), reason: text(280) })
export type PolicyChange = Infer<typeof policyChangeShape>

/** `GET /api/tiers`: one lease of the history, running or ended. */
export const pastLeaseShape = object({
  ...leaseFields,
  /** When it really ended; `null`: running. */
  endedAt: nullable(integer()),
  endedHow: nullable(oneOf(['time', 'released', 'replaced'])),
})
export type PastLease = Infer<typeof pastLeaseShape>

/** `GET /api/tiers?from=&to=`: leases that touched the time, newest first; without parameters the last 7 days. */
export const leaseHistoryShape = object({ leases: array(pastLeaseShape, 500) })
export type LeaseHistory = Infer<typeof leaseHistoryShape>

/** What the policy would have done, or did: one step of one node. */
export const policyMoveShape = object({
  node: text(63, 1),
  from: oneOf(TIERS),
  to: oneOf(TIERS),
  why: text(280),
  at: integer(),
})

/** `GET /api/tiers/policy?storm=ID`: the mode, and with a storm the dry run over its recording. */
export const policyAnswerShape = object({
  mode: oneOf(POLICY_MODES),
  /** Storms that a dry run can be made over, newest first. */
  recordedStorms: array(text(64), 50),
  /** `null`: no storm was asked for. */
  dryRun: nullable(object({ storm: text(64), moves: array(policyMoveShape, 1_000) })),
})
export type PolicyAnswer = Infer<typeof policyAnswerShape>
