import { generateKeyPairSync } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { type AgentStatus, type LeaseSet, orderedTier, parse, scopeNodeIds, text } from '@stormdeck/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { auditLineShape } from '../../contract/audit.ts'
import { leaseHistoryShape, orderAnswerShape } from '../../contract/tier-order.ts'
import { nodeSample } from '../../domain/test/fleet-sample.ts'
import { statusSample } from '../collector/test/status-sample.ts'
import { storeOn } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { createTierService, type TierService } from './tier-service.ts'

const NODES = 300
const ada = { by: 'ada', via: 'browser' as const }
const { privateKey } = generateKeyPairSync('ed25519')
// Names as long as a name may be.
const ids = Array.from({ length: NODES }, (_, i) => `ws-${String(i).padStart(3, '0')}-${'x'.repeat(56)}`)
const group = 'eu-west'

let now: number
let store: Store
let service: TierService
let sent: Map<string, LeaseSet>

const start = () =>
  createTierService({
    store,
    keys: () => ({ current: { keyId: 'k', publicKey: '', privateKey, createdAt: 0 }, older: [], trust: [] }),
    clock: { wallMs: () => now, monoMs: () => now, bootId: 'boot' },
    timers: { after: () => () => {} },
    send: async ({ id }, signed) => {
      const set = JSON.parse(Buffer.from(signed.payload, 'base64url').toString()) as LeaseSet
      sent.set(id, set)
      const tier = orderedTier(set.leases)
      const { epoch, revision } = set
      return { kind: 'applied', applied: { epoch, revision, ordered: tier, effective: tier, durable: true } }
    },
    onError: error => {
      throw error
    },
  })

function hear(id: string, over: Partial<AgentStatus['tier']>): void {
  const sample = statusSample()
  service.onStatus(
    { id, group, url: 'http://127.0.0.1:1' },
    {
      ...sample,
      node: { ...sample.node, id, group, enforces: [1, 2, 3, 4, 5] },
      tier: { ...sample.tier, leases: [], ordered: 1, effective: 1, auditHead: null, ...over },
    },
  )
}
const settle = async () => {
  for (let turn = 0; turn < 4; turn++) await new Promise(resolve => setImmediate(resolve))
}

beforeEach(async () => {
  now = 1_750_000_000_000
  sent = new Map()
  store = await storeOn(new DatabaseSync(':memory:'))
  service = await start()
})
afterEach(async () => {
  service.close()
  await store.close()
})

describe(`${NODES} nodes`, () => {
  it('keep at a takeover what they held, as one order for sixteen of them', async () => {
    ids.forEach((id, i) => {
      const lease = {
        id: 'L-of-theirs',
        tier: 3 as const,
        scope: { kind: 'fleet' as const, name: null },
        origin: 'person' as const,
        by: 'bob',
        reason: 'storm',
        startedAt: 1,
        remainingMs: 600_000 - i,
        drainPerSecond: 12.5,
      }
      hear(id, { issuer: 'deck-of-others', epoch: 1_900_000_000, revision: 7, leases: [lease], ordered: 3 })
    })
    expect(await service.takeover(ada, 'the other one is gone')).toHaveLength(NODES)
    await settle()
    const { leases } = await store.tiers.readBook()
    expect(leases).toHaveLength(Math.ceil(NODES / 16))
    expect(leases.flatMap(({ scope }) => scopeNodeIds(scope)).sort()).toEqual(ids)
    expect(new Set(leases.map(({ drainPerSecond }) => drainPerSecond))).toEqual(new Set([13]))
    for (const id of ids) expect(sent.get(id)?.leases.map(({ tier }) => tier)).toEqual([3])
    // Taken again before they have answered, they keep it once.
    await service.takeover(ada, 'again')
    expect((await store.tiers.readBook()).leases).toHaveLength(Math.ceil(NODES / 16))
    await readable()
  })

  it('are released by one order, and every text of it fits the wire', async () => {
    for (const id of ids) hear(id, { issuer: null, epoch: null, revision: null })
    const names = (from: number) => ids.slice(from, from + 16).join()
    const common = { reason: 'storm', durationMs: 60_000, drainPerSecond: null, confirmed: true }
    for (let from = 0; from < 160; from += 16) {
      const scope = { kind: 'node' as const, name: names(from) }
      const answer = await service.order({ tier: 3, scope, seenRevision: service.revision(), ...common }, ada)
      expect(parse(orderAnswerShape, answer)).toMatchObject({ ok: true })
    }
    const fleet = { kind: 'fleet' as const, name: null }
    const wide = await service.order(
      { tier: 2, scope: fleet, seenRevision: service.revision(), ...common },
      ada,
    )
    expect(parse(orderAnswerShape, wide)).toMatchObject({ ok: true })
    expect(wide.stillHeld).toHaveLength(10)
    expect(wide.message).toContain('and 9 more')
    const all = await service.order(
      { tier: 1, scope: fleet, seenRevision: service.revision(), ...common },
      ada,
    )
    expect(parse(orderAnswerShape, all)).toMatchObject({ ok: true })
    expect(all.released).toHaveLength(11)
    await readable()
  })

  it('are moved by the policy with a lease for sixteen of them', async () => {
    await service.setPolicy({ mode: 'act', reason: 'night' }, ada)
    const tired = ids.map(id =>
      nodeSample(id, { group, tierIssuer: null, loopLagMsP99: 900, cpuRatio: 0.99, stormState: 'storm' }),
    )
    service.state(tired, [], now)
    await settle()
    const { leases } = await store.tiers.readBook()
    expect(leases).toHaveLength(Math.ceil(NODES / 16))
    expect(leases.flatMap(({ scope }) => scopeNodeIds(scope)).sort()).toEqual(ids)
  })
})

/** Everything that a page or a file reads of the store fits the shape it is read by. */
async function readable(): Promise<void> {
  const leases = await service.history({ from: 0, to: now, limit: 500 })
  expect(parse(leaseHistoryShape, { leases })).toMatchObject({ ok: true })
  for (const line of await store.audit.read({ limit: 200, beforeSeq: null }))
    expect(parse(auditLineShape, line)).toMatchObject({ ok: true })
  expect(parse(text(400), service.standing().mayOrder.why ?? '')).toMatchObject({ ok: true })
}

it('sends no node more than a set can carry, and refuses the order that would not reach it', async () => {
  const [id = ''] = ids
  hear(id, { issuer: null, epoch: null, revision: null })
  const refusals: string[] = []
  for (let i = 0; i < 32; i++) {
    // Sixteen long names and a reason that JSON spells with six characters for each.
    const scope = { kind: 'node' as const, name: [id, ...ids.slice(1 + i, 16 + i)].join() }
    const rest = { durationMs: 60_000, reason: '\u0001'.repeat(280), drainPerSecond: null, confirmed: true }
    await service
      .order({ tier: 3, scope, seenRevision: service.revision(), ...rest }, ada)
      .catch((error: Error) => refusals.push(error.message))
    await settle()
    expect(JSON.stringify(sent.get(id)).length).toBeLessThanOrEqual(24_576)
  }
  expect(sent.get(id)?.leases.length).toBeGreaterThan(6)
  expect(refusals[0]).toContain('cannot be sent one more order')
})
