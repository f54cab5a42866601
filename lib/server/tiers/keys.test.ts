import { createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LeaseSet, signingInput } from '@stormdeck/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dropOlderKeys, ensureKeys, KEYS_FILE, rotateKeys, type TrustedKey } from './keys.ts'
import { signLeaseSet } from './sign-lease-set.ts'

const set: LeaseSet = {
  format: 'stormdeck.lease-set.v1',
  issuer: 'deck-of-tests',
  epoch: 1,
  audience: 'ws-1',
  revision: 1,
  issuedAt: 0,
  takeover: false,
  auditHead: null,
  leases: [],
}
const holds = (key: TrustedKey, payload: string, signature: string) =>
  verify(
    null,
    Buffer.from(signingInput(payload)),
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.publicKey }, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  )

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stormdeck-keys-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('signing keys', () => {
  it('are made once, readable by their owner only, and the public half verifies what the private one signs', () => {
    const keys = ensureKeys(dir)
    expect(statSync(join(dir, KEYS_FILE)).mode & 0o777).toBe(0o600)
    expect(ensureKeys(dir).trust).toEqual(keys.trust)
    const { keyId, payload, signature } = signLeaseSet(set, keys.current)
    const [trusted] = keys.trust
    expect(trusted?.keyId).toBe(keyId)
    expect(trusted && holds(trusted, payload, signature)).toBe(true)
    expect(JSON.stringify(keys.trust)).not.toContain(
      readFileSync(join(dir, KEYS_FILE), 'utf8').match(/privateKey": "([^"]+)/)?.[1],
    )
  })

  it('overlap after a rotation until the older ones are dropped', () => {
    const first = ensureKeys(dir)
    const rotated = rotateKeys(dir)
    expect(rotated.current.keyId).not.toBe(first.current.keyId)
    expect(rotated.older.map(key => key.keyId)).toEqual([first.current.keyId])
    expect(rotated.trust).toHaveLength(2)
    expect(dropOlderKeys(dir).trust).toEqual(rotated.trust.slice(0, 1))
    for (let i = 0; i < 6; i++) rotateKeys(dir)
    expect(ensureKeys(dir).older).toHaveLength(3)
  })

  it('are not made anew where they were lost or damaged: agents would not know them', () => {
    ensureKeys(dir)
    writeFileSync(join(dir, KEYS_FILE), '{"keys": [')
    expect(() => ensureKeys(dir)).toThrow('cannot be used')
    rmSync(join(dir, KEYS_FILE))
    writeFileSync(join(dir, 'issuer'), 'deck-1\n')
    expect(() => ensureKeys(dir)).toThrow('are gone')
    expect(rotateKeys(dir).trust).toHaveLength(1)
  })
})
