import { generateKeyPairSync, sign } from 'node:crypto'
import { type Lease, type LeaseSet, type SignedLeaseSet, signingInput } from '@stormdeck/protocol'
import type { TrustedKey } from '../tier/verify-set.ts'

/** An issuer for tests: its key, and sets signed with it. */
export type TestIssuer = { trust: TrustedKey; sign(set: LeaseSet): SignedLeaseSet }

export function testIssuer(keyId = 'key-1'): TestIssuer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    trust: { keyId, publicKey: publicKey.export({ format: 'jwk' }).x ?? '' },
    sign(set) {
      const payload = Buffer.from(JSON.stringify(set)).toString('base64url')
      const signature = sign(null, Buffer.from(signingInput(payload)), privateKey).toString('base64url')
      return { format: 'stormdeck.signed.v1', keyId, payload, signature }
    },
  }
}

export function leaseOf(lease: Partial<Lease> = {}): Lease {
  return {
    id: 'lease-1',
    tier: 2,
    scope: { kind: 'fleet', name: null },
    origin: 'person',
    by: 'ana',
    reason: 'storm',
    startedAt: 1_700_000_000_000,
    remainingMs: 60_000,
    drainPerSecond: null,
    ...lease,
  }
}

export function setOf(leases: Lease[], set: Partial<LeaseSet> = {}): LeaseSet {
  return {
    format: 'stormdeck.lease-set.v1',
    issuer: 'issuer-one',
    epoch: 1,
    audience: 'ws-1',
    revision: 1,
    issuedAt: 1_700_000_000_000,
    takeover: false,
    auditHead: null,
    leases,
    ...set,
  }
}
