import { type KeyObject, sign } from 'node:crypto'
import { type LeaseSet, type SignedLeaseSet, signingInput } from '@stormdeck/protocol'
import type { SigningKey } from '../../lib/server/tiers/keys.ts'
import { signLeaseSet } from '../../lib/server/tiers/sign-lease-set.ts'
import type { Random } from './random.ts'

export const FORGERIES = [
  'signed by an unknown key',
  'under the id of a trusted key',
  'one bit of the signature flipped',
  'one bit of the payload flipped',
  'signature of another set',
  'signed for another purpose',
  'sent before',
  'older revision',
  'older epoch',
  'other audience',
  'other issuer',
  'takeover under a former epoch',
  'lease of another node',
  'signature cut or respelled',
  'not a set',
] as const
export type Forgery = (typeof FORGERIES)[number]

export type ForgeryParts = {
  random: Random
  /** The key that the node trusts, and one that it does not. */
  trusted: SigningKey
  stranger: KeyObject
  /** What the node holds: as it was sent, and what was in it. */
  held: { signed: SignedLeaseSet; set: LeaseSet }
  /** Sets that were truly signed for this node before the one it holds. */
  former: readonly SignedLeaseSet[]
}

/** One thing that must never be applied, of the kind. `null` within the kind: nothing that differs can be made of it. */
export function forge(kind: Forgery, { random, trusted, stranger, held, former }: ForgeryParts): unknown {
  const { set, signed } = held
  const change = (over: Partial<LeaseSet>): SignedLeaseSet =>
    signLeaseSet({ ...set, leases: [], ...over }, trusted)
  const newer = change({ revision: set.revision + 1 })
  switch (kind) {
    case 'signed by an unknown key':
      return signLeaseSet({ ...set, revision: set.revision + 1 }, { keyId: 'stranger', privateKey: stranger })
    case 'under the id of a trusted key':
      return signLeaseSet(
        { ...set, revision: set.revision + 1 },
        { keyId: trusted.keyId, privateKey: stranger },
      )
    case 'one bit of the signature flipped':
      return { ...newer, signature: flip(newer.signature, random) }
    case 'one bit of the payload flipped':
      return { ...newer, payload: flip(newer.payload, random) }
    case 'signature of another set':
      return { ...newer, signature: signed.signature }
    case 'signed for another purpose': {
      const signature = sign(null, Buffer.from(newer.payload), trusted.privateKey).toString('base64url')
      return { ...newer, signature }
    }
    case 'sent before':
      return random.pick(former)
    case 'older revision':
      return change({ revision: random.between(1, set.revision - 1) })
    case 'older epoch':
      return change({
        epoch: random.between(1, set.epoch - 1),
        revision: set.revision + random.between(1, 1_000),
      })
    case 'other audience':
      return change({ audience: `ws-${random.between(2, 9_999)}`, revision: set.revision + 1 })
    case 'other issuer':
      return change({ issuer: 'deck-of-somebody-else', epoch: set.epoch + 1, revision: set.revision + 1 })
    case 'takeover under a former epoch':
      return change({ issuer: 'deck-of-somebody-else', epoch: random.between(1, set.epoch), takeover: true })
    case 'lease of another node':
      return change({
        revision: set.revision + 1,
        leases: set.leases.map(lease => ({ ...lease, scope: { kind: 'node', name: 'ws-other' } })),
      })
    case 'signature cut or respelled':
      return { ...newer, signature: respell(newer.signature, random) }
    case 'not a set':
      return random.pick([
        null,
        [],
        'set',
        {},
        { ...newer, format: 'stormdeck.signed.v9' },
        { ...newer, payload: 'e30' },
        signSomething(trusted),
      ])
  }
}

/** The text with one bit of what it decodes to changed. */
function flip(encoded: string, random: Random): string {
  const bytes = Buffer.from(encoded, 'base64url')
  const at = random.between(0, bytes.length - 1)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.between(0, 7))
  return bytes.toString('base64url')
}

/** Other spellings that a careless decoder reads as the same bytes. */
function respell(signature: string, random: Random): string {
  const kinds = [
    `${signature}==`,
    signature.slice(0, -1),
    `${signature}A`,
    ` ${signature}`,
    signature.replace(/.$/, last => next(last)),
  ]
  return random.pick(kinds)
}

const next = (character: string) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[(alphabet.indexOf(character) + 1) % 64] ?? 'A'
}

/** Truly signed, and not a lease set. */
function signSomething(key: SigningKey): SignedLeaseSet {
  const payload = Buffer.from(JSON.stringify({ format: 'stormdeck.lease-set.v1', leases: 'all' })).toString(
    'base64url',
  )
  const signature = sign(null, Buffer.from(signingInput(payload)), key.privateKey).toString('base64url')
  return { format: 'stormdeck.signed.v1', keyId: key.keyId, payload, signature }
}
