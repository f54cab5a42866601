import { array, boolean, type Infer, integer, looseText, nullable, object, oneOf, text } from './shape.ts'

/** The agent's control listener. */
export const CONTROL_PATHS = {
  metrics: '/metrics',
  status: '/stormdeck/v1/status',
  limits: '/stormdeck/v1/limits',
  clients: '/stormdeck/v1/clients',
  tier: '/stormdeck/v1/tier',
  health: '/healthz',
} as const

/** A status request is held at most this long, and answered at most this often when something is urgent. */
export const MAX_STATUS_WAIT_MS = 1_000
export const MIN_URGENT_INTERVAL_MS = 100
export const MAX_STATUS_READERS = 8
export const MAX_METRIC_SERIES = 200

/** Answer of `PUT /stormdeck/v1/tier` with status 200. */
export const tierAppliedShape = object({
  epoch: integer(),
  revision: integer(),
  ordered: oneOf([1, 2, 3, 4, 5]),
  effective: oneOf([1, 2, 3, 4, 5]),
  durable: boolean,
})
export type TierApplied = Infer<typeof tierAppliedShape>

/** Why a lease set was refused, with the HTTP status that carries it. */
export const TIER_REFUSALS = {
  'bad-signature': 401,
  'unknown-key': 401,
  'other-audience': 401,
  'older-revision': 409,
  'other-issuer': 409,
  'not-a-lease-set': 422,
} as const
export type TierRefusal = keyof typeof TIER_REFUSALS

/** Body of a refusal: what was wrong and what is held; a refused set changes nothing. */
export const tierRefusedShape = object({
  error: oneOf(Object.keys(TIER_REFUSALS) as TierRefusal[]),
  message: text(400),
  held: nullable(object({ issuer: text(64), epoch: integer(), revision: integer(), since: integer() })),
})
export type TierRefused = Infer<typeof tierRefusedShape>

/** `GET /stormdeck/v1/limits`: the host as it is against the host as it should be (facts.md, "Host limits"). */
export const hostLimitsShape = array(
  object({
    id: text(64),
    title: text(80),
    /** As read; `null`: not readable here. */
    current: nullable(text(80)),
    recommended: nullable(text(80)),
    ok: nullable(boolean),
    /** The command that sets it. */
    command: nullable(text(240)),
  }),
  64,
)
export type HostLimits = Infer<typeof hostLimitsShape>

/** `GET /stormdeck/v1/clients?top=N`. Keys are hashed. */
export const topClientsShape = array(
  object({
    key: looseText(64),
    connections: integer(),
    attemptsLast60s: integer(),
    version: nullable(looseText(64)),
  }),
  100,
)
export type TopClients = Infer<typeof topClientsShape>
