import { sign } from 'node:crypto'
import { type LeaseSet, type SignedLeaseSet, signingInput } from '@stormdeck/protocol'
import type { SigningKey } from './keys.ts'

/** Signs the complete lease set of one node (Ed25519, about 35 µs). */
export function signLeaseSet(set: LeaseSet, key: Pick<SigningKey, 'keyId' | 'privateKey'>): SignedLeaseSet {
  const payload = Buffer.from(JSON.stringify(set)).toString('base64url')
  const signature = sign(null, Buffer.from(signingInput(payload)), key.privateKey).toString('base64url')
  return { format: 'stormdeck.signed.v1', keyId: key.keyId, payload, signature }
}
