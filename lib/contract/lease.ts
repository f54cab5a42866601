import { nullable, number, object, oneOf, scopeShape, TIERS, text } from '@stormdeck/protocol'

/** What is known of every lease, running or ended. */
export const leaseFields = {
  id: text(64, 1),
  tier: oneOf(TIERS),
  scope: scopeShape,
  origin: oneOf(['person', 'policy']),
  by: text(80),
  reason: text(280),
  startedAt: number(0),
  /** When it is to end; `null`: not until released. */
  endsAt: nullable(number(0)),
} as const

export const leaseInForceShape = object({ ...leaseFields, drainPerSecond: nullable(number(0)) })
