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
} from '@stormdeck/protocol'

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
  /** For `extend`: new time from now; `null`: until released. */
  durationMs: nullable(integer(LEASE_MS.min, LEASE_MS.max)),
  reason: text(280),
  seenRevision: integer(),
})
export type LeaseChange = Infer<typeof leaseChangeShape>

/** Every write carries this header; a form or a foreign page cannot set it. */
export const WRITE_HEADER = { name: 'x-stormdeck', value: 'write' } as const

/** Every API error: what failed, and what to do. */
export const apiErrorShape = object({
  error: oneOf([
    'bad-request',
    'forbidden',
    'not-found',
    'conflict',
    'unsafe',
    'unsupported',
    'unavailable',
    'too-large',
    'internal',
  ]),
  message: text(600),
})
export type ApiError = Infer<typeof apiErrorShape>

/** `POST /api/tiers/preview`: the live impact of an order that has not been given. Null is unknown. */
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
