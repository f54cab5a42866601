import { generateKeyPairSync } from 'node:crypto'
import type { LeaseSet } from '@stormdeck/protocol'
import { describe, expect, it } from 'vitest'
import type { SigningKey } from '../../lib/server/tiers/keys.ts'
import { signLeaseSet } from '../../lib/server/tiers/sign-lease-set.ts'
import { TierMachine } from '../../packages/agent/src/tier/tier-machine.ts'
import { trustedKeys } from '../../packages/agent/src/tier/verify-set.ts'
import { FORGERIES, type ForgeryParts, forge } from './forged-sets.ts'
import { seededRandom } from './random.ts'

const TRIES = 10_000

function makeNode() {
  const pair = generateKeyPairSync('ed25519')
  const trusted: SigningKey = {
    keyId: 'trusted',
    publicKey: pair.publicKey.export({ format: 'jwk' }).x ?? '',
    privateKey: pair.privateKey,
    createdAt: 0,
  }
  const machine = new TierMachine({
    node: { id: 'ws-1', group: 'eu', enforces: [1, 2, 3, 4, 5] },
    keys: trustedKeys([trusted]),
    clock: { boot: () => 1_000, wall: () => 1_750_000_000_000, bootId: () => 'boot' },
    disk: null,
  })
  const setOf = (over: Partial<LeaseSet>): LeaseSet => ({
    format: 'stormdeck.lease-set.v1',
    issuer: 'deck-of-tests',
    epoch: 5,
    audience: 'ws-1',
    revision: 1,
    issuedAt: 0,
    takeover: false,
    auditHead: null,
    leases: [
      {
        id: 'L1',
        tier: 2,
        scope: { kind: 'node', name: 'ws-1' },
        origin: 'person',
        by: 'ada',
        reason: 'storm',
        startedAt: 0,
        remainingMs: 60_000,
        drainPerSecond: null,
      },
    ],
    ...over,
  })
  const former = [1, 2, 3, 4].map(revision => signLeaseSet(setOf({ revision, leases: [] }), trusted))
  for (const signed of former) expect(machine.put(signed).status).toBe(200)
  const set = setOf({ revision: 5 })
  const signed = signLeaseSet(set, trusted)
  expect(machine.put(signed).status).toBe(200)
  const parts: ForgeryParts = {
    random: seededRandom(7),
    trusted,
    stranger: generateKeyPairSync('ed25519').privateKey,
    held: { signed, set },
    former,
  }
  return { machine, parts }
}

describe('lease sets that must not be applied', () => {
  it(`refuses ${TRIES} of ${FORGERIES.length} kinds, and none changes anything`, { timeout: 60_000 }, () => {
    const { machine, parts } = makeNode()
    const before = machine.status()
    const accepted: string[] = []
    for (let i = 0; i < TRIES; i++) {
      const kind = FORGERIES[i % FORGERIES.length] ?? 'not a set'
      const { status } = machine.put(forge(kind, parts))
      if (status === 200) accepted.push(kind)
    }
    expect(accepted).toEqual([])
    expect(machine.status()).toEqual(before)
  })

  it('still applies the true one', () => {
    const { machine, parts } = makeNode()
    const next = signLeaseSet({ ...parts.held.set, revision: 6, leases: [] }, parts.trusted)
    expect(machine.put(next)).toMatchObject({ status: 200, body: { revision: 6, ordered: 1 } })
  })
})
