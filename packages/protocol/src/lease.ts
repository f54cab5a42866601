import { array, boolean, type Infer, integer, nullable, number, object, oneOf, text } from './shape.ts'
import { TIERS, type Tier } from './tier.ts'

/** A name of a node or group: what fits in a label, a URL and a file name. */
export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

export const scopeShape = object({
  kind: oneOf(['fleet', 'group', 'node']),
  /** Name of the group, or ids of up to 16 nodes joined by commas; `null` for the fleet. */
  name: nullable(text(1_023, 1)),
})
export type Scope = Infer<typeof scopeShape>

/** An order to hold a tier, as it is sent to one node. Ends by itself (tiers.md). */
export const leaseShape = object({
  id: text(40, 1),
  tier: oneOf(TIERS),
  scope: scopeShape,
  /** A person's lease always counts before a policy's. */
  origin: oneOf(['person', 'policy']),
  by: text(80, 1),
  reason: text(280),
  /** Epoch ms by the issuer's clock; for people to read, never to decide by. */
  startedAt: integer(),
  /** What was left when the set was signed; `null`: until released. */
  remainingMs: nullable(integer(0, 366 * 24 * 3_600_000)),
  /** Sessions a second to move away while the lease holds; `null`: open sessions stay. */
  drainPerSecond: nullable(number(0, 100_000)),
})
export type Lease = Infer<typeof leaseShape>

export const MAX_LEASES = 32

/** Everything that applies to one node, under one revision. Complete: what is missing has ended. */
export const leaseSetShape = object({
  format: oneOf(['stormdeck.lease-set.v1']),
  /** The store that issues; an agent obeys one. */
  issuer: text(64, 8),
  /** Rises when an issuer is restored or taken over by force; compared before the revision. */
  epoch: integer(1),
  /** The id of the node this set is for. Another node refuses it. */
  audience: text(63, 1),
  revision: integer(1),
  issuedAt: integer(),
  /** Takes the node from another issuer. Only `tier takeover` sets it. */
  takeover: boolean,
  /**
   * Head of the issuer's audit chain when the set was signed, hex. The agent keeps it and says it again in its status,
   * so that a chain that was cut short shows.
   */
  auditHead: nullable(text(64)),
  leases: array(leaseShape, MAX_LEASES),
})
export type LeaseSet = Infer<typeof leaseSetShape>

/**
 * The body of `PUT /stormdeck/v1/tier`. The signature (Ed25519) is over the bytes of `payload` as they travel,
 * so that nobody has to agree on how JSON is spelled.
 */
export const signedLeaseSetShape = object({
  format: oneOf(['stormdeck.signed.v1']),
  keyId: text(64, 1),
  /** UTF-8 JSON of a {@link LeaseSet}, base64url. */
  payload: text(32_768, 2),
  /** 64 bytes, base64url. */
  signature: text(128, 80),
})
export type SignedLeaseSet = Infer<typeof signedLeaseSetShape>

/** What stands before the payload when it is signed, so that a signature can never serve another purpose. */
export const SIGNATURE_CONTEXT = 'stormdeck.lease-set.v1\n'

/** The bytes (as UTF-8) that are signed and verified for a payload: the context, then the base64url text itself. */
export function signingInput(payload: string): string {
  return SIGNATURE_CONTEXT + payload
}

/** Compares two (epoch, revision) pairs: negative when `a` is older. */
export function compareRevision(
  a: { epoch: number; revision: number },
  b: { epoch: number; revision: number },
): number {
  return a.epoch - b.epoch || a.revision - b.revision
}

/**
 * The tier that a set of running leases orders: the most degraded of people's, else the most degraded of
 * policy's, else 1. Leases that have ended must have been left out. tiers.md.
 */
export function orderedTier(leases: readonly Pick<Lease, 'tier' | 'origin'>[]): Tier {
  const people = leases.filter(lease => lease.origin === 'person')
  const counting = people.length > 0 ? people : leases
  return counting.reduce<Tier>((worst, lease) => Math.max(worst, lease.tier) as Tier, 1)
}

export const MAX_SCOPE_NODES = 16

/** The nodes that a scope of kind `node` names; empty for any other. */
export function scopeNodeIds(scope: Scope): string[] {
  return scope.kind === 'node' && scope.name !== null ? scope.name.split(',') : []
}

/** A scope of these nodes, however they are ordered. */
export function nodesScope(ids: readonly string[]): Scope {
  return { kind: 'node', name: [...new Set(ids)].sort().join(',') }
}

/** True when a lease of this scope applies to the node. */
export function scopeCovers(scope: Scope, node: { id: string; group: string }): boolean {
  if (scope.kind === 'fleet') return true
  if (scope.kind === 'group') return scope.name === node.group
  return scope.name === node.id || scopeNodeIds(scope).includes(node.id)
}

/** `fleet`, `group:eu-west`, `node:ws-2` or `node:ws-2,ws-3`: how a scope is written on a command line, in a URL and in the audit. */
export function formatScope(scope: Scope): string {
  return scope.kind === 'fleet' ? 'fleet' : `${scope.kind}:${scope.name}`
}

/** The reverse of {@link formatScope}; `null` when it is not a scope. */
export function parseScope(written: string): Scope | null {
  if (written === 'fleet') return { kind: 'fleet', name: null }
  const match = /^(group|node):(.+)$/.exec(written)
  const names = match?.[2]?.split(',') ?? []
  if (names.length === 0 || !names.every(name => NAME_PATTERN.test(name))) return null
  if (match?.[1] === 'node') return names.length > MAX_SCOPE_NODES ? null : nodesScope(names)
  return names.length === 1 ? { kind: 'group', name: names[0] ?? null } : null
}
