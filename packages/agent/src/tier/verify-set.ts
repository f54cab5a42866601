import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import {
  type LeaseSet,
  leaseSetShape,
  parse,
  signedLeaseSetShape,
  signingInput,
  type TierRefusal,
} from '@stormdeck/protocol'

/** A public key that orders are accepted from: raw 32-byte Ed25519, base64url. */
export type TrustedKey = { keyId: string; publicKey: string }
export type Keys = ReadonlyMap<string, KeyObject>

export type Verified = { ok: true; set: LeaseSet } | { ok: false; error: TierRefusal; message: string }

/** Reads the configured keys. Throws with the key's id on what is not an Ed25519 public key. */
export function trustedKeys(trust: readonly TrustedKey[]): Keys {
  return new Map(
    trust.map(({ keyId, publicKey }) => {
      if (Buffer.from(publicKey, 'base64url').length !== 32) {
        throw new TypeError(`trust: key "${keyId}" is not 32 bytes in base64url`)
      }
      const key = { kty: 'OKP', crv: 'Ed25519', x: publicKey }
      return [keyId, createPublicKey({ key, format: 'jwk' })]
    }),
  )
}

/** Checks shape and signature of what was put. Nothing inside is believed before the signature holds. */
export function verifySet(body: unknown, keys: Keys): Verified {
  const envelope = parse(signedLeaseSetShape, body)
  if (!envelope.ok) return { ok: false, error: 'not-a-lease-set', message: envelope.error }
  const { keyId, payload, signature } = envelope.value
  const key = keys.get(keyId)
  if (!key) return { ok: false, error: 'unknown-key', message: 'no trusted key has this id' }
  if (!signedBy(key, payload, signature)) {
    return { ok: false, error: 'bad-signature', message: 'the signature does not fit' }
  }
  try {
    const set = parse(leaseSetShape, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
    return set.ok
      ? { ok: true, set: set.value }
      : { ok: false, error: 'not-a-lease-set', message: set.error.slice(0, 400) }
  } catch {
    return { ok: false, error: 'not-a-lease-set', message: 'the payload is not JSON' }
  }
}

function signedBy(key: KeyObject, payload: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64url')
  // Base64url has spellings that decode to the same bytes; only the canonical one is a signature.
  if (bytes.length !== 64 || bytes.toString('base64url') !== signature) return false
  return verify(null, Buffer.from(signingInput(payload)), key, bytes)
}
