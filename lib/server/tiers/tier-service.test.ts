import { generateKeyPairSync } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { type AgentStatus, type LeaseSet, orderedTier, type Tier } from '@stormdeck/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LeaseChange, TierOrder } from '../../contract/tier-order.ts'
import type { Storm } from '../../domain/fleet-state.ts'
import { nodeSample } from '../../domain/test/fleet-sample.ts'
import { statusSample } from '../collector/test/status-sample.ts'
import { storeOn } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { Keys } from './keys.ts'
import type { NodeTarget } from './send-lease-set.ts'
import { createTierService, type TierService, type TierServiceOptions } from './tier-service.ts'

const ada = { by: 'ada', via: 'browser' as const }
const { privateKey } = generateKeyPairSync('ed25519')
const keys: Keys = {
  current: { keyId: 'new', publicKey: '', privateKey, createdAt: 1 },
  older: [{ keyId: 'old', publicKey: '', privateKey, createdAt: 0 }],
  trust: [],
}
const NODES = [
  { id: 'ws-1', group: 'eu' },
  { id: 'ws-2', group: 'eu' },
  { id: 'ws-3', group: 'us' },
]
const target = (node: { id: string; group: string }): NodeTarget => ({ ...node, url: 'http://127.0.0.1:1' })

let now: number
let database: DatabaseSync
let store: Store
let service: TierService
let sent: { id: string; set: LeaseSet; keyId: string }[]
let knows: string[]
/** Nothing that is sent arrives. */
let cut: boolean
let due: { at: number; call: () => void }[]

const clock: IssuerClock = { wallMs: () => now, monoMs: () => now, bootId: 'boot' }

beforeEach(async () => {
  now = 1_750_000_000_000
  sent = []
  due = []
  knows = ['new']
  cut = false
  database = new DatabaseSync(':memory:')
  store = await storeOn(database, { makeIssuer: () => 'deck-of-tests' })
  service = await start()
})
afterEach(async () => {
  service.close()
  await store.close()
})

let ids = 0
const start = (over: Partial<TierServiceOptions> = {}) =>
  createTierService({
    ...over,
    store,
    keys: () => keys,
    clock,
    makeId: () => `L${++ids}`,
    timers: {
      after: (ms, call) => {
        const entry = { at: now + ms, call }
        due.push(entry)
        return () => {
          due = due.filter(other => other !== entry)
        }
      },
    },
    send: async ({ id }, signed) => {
      if (cut) return { kind: 'unreachable', why: 'ECONNRESET' }
      const set = JSON.parse(Buffer.from(signed.payload, 'base64url').toString()) as LeaseSet
      if (!knows.includes(signed.keyId)) {
        const refused = { error: 'unknown-key' as const, message: 'no trusted key has this id', held: null }
        return { kind: 'refused', refused }
      }
      sent.push({ id, set, keyId: signed.keyId })
      const tier = orderedTier(set.leases)
      return {
        kind: 'applied',
        applied: { epoch: set.epoch, revision: set.revision, ordered: tier, effective: tier, durable: true },
      }
    },
  })

/** A node says what it holds; by default nothing yet. */
function hear(
  node: { id: string; group: string },
  over: Partial<AgentStatus['tier']> = {},
  enforces: Tier[] = [1, 2],
) {
  const sample = statusSample()
  service.onStatus(target(node), {
    ...sample,
    node: { ...sample.node, ...node, enforces },
    tier: {
      ...sample.tier,
      issuer: null,
      epoch: null,
      revision: null,
      leases: [],
      ordered: 1,
      effective: 1,
      ...over,
    },
  })
}
const settle = () => new Promise(resolve => setImmediate(resolve))
const hearAll = async () => {
  for (const node of NODES) hear(node)
  await settle()
  await settle()
}
const order = (over: Partial<TierOrder> = {}): TierOrder => ({
  tier: 2,
  scope: { kind: 'group', name: 'eu' },
  durationMs: 60_000,
  reason: 'storm',
  drainPerSecond: null,
  seenRevision: service.revision(),
  confirmed: false,
  ...over,
})
const actions = async () =>
  (await store.audit.read({ limit: 50, beforeSeq: null })).map(({ action }) => action)

describe('orders', () => {
  it('are stored before they are sent, and sent complete to every node', async () => {
    await hearAll()
    sent = []
    const answer = await service.order(order(), ada)
    await settle()
    expect(answer.lease).toMatchObject({ tier: 2, by: 'ada', endsAt: now + 60_000 })
    expect((await store.tiers.readBook()).leases).toHaveLength(1)
    expect(sent.map(({ id, set }) => [id, set.revision, set.leases.length])).toEqual([
      ['ws-1', answer.revision, 1],
      ['ws-2', answer.revision, 1],
      ['ws-3', answer.revision, 0],
    ])
    expect(sent[0]?.set).toMatchObject({ audience: 'ws-1', issuer: 'deck-of-tests', takeover: false })
    expect(sent[0]?.set.auditHead).toBe((await store.audit.head()).hash)
  })

  it('from an older screen are refused with what changed', async () => {
    await hearAll()
    const seenRevision = service.revision()
    await service.order(order(), ada)
    await expect(service.order(order({ tier: 1, seenRevision }), ada)).rejects.toMatchObject({
      error: 'conflict',
      message: expect.stringContaining('ada ordered tier 2 for group:eu'),
    })
    expect(await actions()).toContain('tier.refuse')
  })

  it('of tiers 4 and 5 need a reason and a confirmation', async () => {
    for (const node of NODES) hear(node, {}, [1, 2, 3, 4, 5])
    await expect(service.order(order({ tier: 4 }), ada)).rejects.toMatchObject({ error: 'unsafe' })
    await expect(service.order(order({ tier: 5, confirmed: true, reason: ' ' }), ada)).rejects.toMatchObject({
      error: 'unsafe',
    })
    expect((await service.order(order({ tier: 4, confirmed: true }), ada)).lease?.tier).toBe(4)
  })

  it('that an adapter cannot enforce are refused, naming it and the nodes', async () => {
    await hearAll()
    await expect(service.order(order({ tier: 3 }), ada)).rejects.toMatchObject({
      error: 'unsupported',
      message: expect.stringMatching(/not yet supported by ws on ws-1 and ws-2\.$/),
    })
  })

  it('that only some can enforce go to those, and name the others', async () => {
    hear({ id: 'ws-1', group: 'eu' }, {}, [1, 2, 3])
    hear({ id: 'ws-2', group: 'eu' }, {}, [1, 2])
    const answer = await service.order(order({ tier: 3 }), ada)
    expect(answer.message).toContain('ws-2 cannot enforce tier 3.')
    await settle()
    const { issuer, epoch, revision } = await store.tiers.readBook()
    hear({ id: 'ws-2', group: 'eu' }, { issuer, epoch, revision, ordered: 3, effective: 2 }, [1, 2])
    expect(service.standing().nodes.find(({ id }) => id === 'ws-2')).toMatchObject({
      unable: true,
      missing: 'cannot enforce tier 3, and is at tier 2',
    })
  })

  it('that would ask more of the nodes than they take are refused', async () => {
    hear({ id: 'ws-1', group: 'eu' }, {}, [1, 2, 3, 4, 5])
    const small = { group: 'eu', connections: 10_000, protocolShareRatio: 1, capacityPerSecond: 50 }
    service.state([nodeSample('ws-1', small)], [], now)
    await expect(service.order(order({ tier: 4, confirmed: true }), ada)).rejects.toMatchObject({
      error: 'unsafe',
      message: expect.stringContaining('Polling would ask'),
    })
  })

  it('are not refused for what the machine did meanwhile, nor for orders elsewhere', async () => {
    await hearAll()
    const seenRevision = service.revision()
    await service.order(order({ scope: { kind: 'group', name: 'us' } }), ada)
    await service.setPolicy({ mode: 'act', reason: 'night' }, ada)
    now += 60_000
    for (const { call } of [...due]) call()
    await settle()
    expect(service.revision()).toBeGreaterThan(seenRevision + 2)
    service.close()
    service = await start()
    await hearAll()
    await service.order(order({ seenRevision: service.revision() - 1 }), ada)
  })

  it('for a scope that nobody belongs to are refused', async () => {
    await hearAll()
    const misspelt = order({ scope: { kind: 'group', name: 'ue' } })
    await expect(service.order(misspelt, ada)).rejects.toMatchObject({
      error: 'not-found',
      message: expect.stringContaining('Known: eu, us'),
    })
  })

  it('for a scope that only agents of an unknown group may belong to are refused, and those are named', async () => {
    await hearAll()
    const unheard = nodeSample('10.0.0.9:9400', { group: '', reach: 'waiting' })
    service.state([...NODES.map(({ id, group }) => nodeSample(id, { group })), unheard], [], now)
    await expect(service.order(order({ scope: { kind: 'group', name: 'ap' } }), ada)).rejects.toMatchObject({
      error: 'not-found',
      message:
        'There is no group:ap. Known: eu, us. 10.0.0.9:9400 was never heard: whether it belongs to ap is unknown.',
    })
  })

  it('for servers without an agent are refused, and go to the others where there are some', async () => {
    await hearAll()
    const edge = (id: string, group: string) =>
      nodeSample(id, { group, adapter: 'haproxy', source: 'prometheus' })
    service.state(
      [edge('edge-1', 'edge'), edge('edge-2', 'eu'), nodeSample('ws-1', { group: 'eu' })],
      [],
      now,
    )
    for (const scope of [
      { kind: 'group', name: 'edge' },
      { kind: 'node', name: 'edge-2' },
    ] as const)
      await expect(service.order(order({ scope }), ada)).rejects.toMatchObject({
        error: 'unsupported',
        message: expect.stringMatching(/^edge-\d has no agent, so no tier can be ordered there\.$/),
      })
    await service.order(order({ scope: { kind: 'group', name: 'edge' }, tier: 1 }), ada)
    await service.order(order(), ada)
    await settle()
    expect(sent.findLast(({ id }) => id === 'ws-1')?.set.leases).toMatchObject([
      { tier: 2, scope: { kind: 'group', name: 'eu' } },
    ])
  })

  it('of tier 1 release what is inside the scope, and name what still holds', async () => {
    await hearAll()
    await service.order(order({ scope: { kind: 'fleet', name: null } }), ada)
    await service.order(order({ scope: { kind: 'node', name: 'ws-1' } }), ada)
    const answer = await service.order(order({ tier: 1 }), ada)
    expect(answer.released.map(({ scope }) => scope.name)).toEqual(['ws-1'])
    expect(answer.stillHeld.map(({ scope }) => scope.kind)).toEqual(['fleet'])
    expect(answer.message).toContain('Still in force there: tier 2 on fleet by ada')
  })

  it('that cannot be stored are not sent', async () => {
    await hearAll()
    sent = []
    await store.close()
    await expect(service.order(order(), ada)).rejects.toMatchObject({
      error: 'unavailable',
      message: expect.stringContaining('nothing was sent'),
    })
    expect(sent).toEqual([])
    store = await storeOn(new DatabaseSync(':memory:'))
  })
})

describe('leases', () => {
  it('are released and extended one by one', async () => {
    await hearAll()
    const { lease } = await service.order(order(), ada)
    const change = {
      durationMs: 300_000,
      reason: 'longer',
      seenRevision: service.revision(),
      confirmed: false,
    }
    const extended = await service.change(lease?.id ?? '', { change: 'extend', ...change }, ada)
    expect(extended.lease?.endsAt).toBe(now + 300_000)
    await service.change(
      lease?.id ?? '',
      { change: 'release', ...change, seenRevision: service.revision() },
      ada,
    )
    await expect(
      service.change(
        lease?.id ?? '',
        { change: 'release', ...change, seenRevision: service.revision() },
        ada,
      ),
    ).rejects.toMatchObject({ error: 'not-found' })
    expect(await actions()).toEqual([
      'tier.refuse',
      'tier.release',
      'tier.extend',
      'tier.order',
      'store.start',
    ])
  })

  it('are never shortened by an extension, whatever the screen took as what is left', async () => {
    await hearAll()
    const { lease } = await service.order(order({ durationMs: 52 * 60_000 }), ada)
    const change = { change: 'extend' as const, reason: 'longer', confirmed: false }
    const extend = (id: string | undefined, durationMs: number | null) =>
      service.change(id ?? '', { ...change, durationMs, seenRevision: service.revision() }, ada)
    const refusal = { error: 'unsafe', message: 'It already holds longer; release it instead.' }
    await expect(extend(lease?.id, 15 * 60_000)).rejects.toMatchObject(refusal)
    expect((await store.tiers.readBook()).leases).toMatchObject([{ endsAt: now + 52 * 60_000 }])
    expect((await extend(lease?.id, 67 * 60_000)).lease?.endsAt).toBe(now + 67 * 60_000)
    expect((await extend(lease?.id, null)).lease?.endsAt).toBeNull()
    await expect(extend(lease?.id, 67 * 60_000)).rejects.toMatchObject(refusal)
  })

  it('of tiers 4 and 5 are extended by a reason and a confirmation only', async () => {
    hear({ id: 'ws-1', group: 'eu' }, {}, [1, 2, 3, 4, 5])
    const { lease } = await service.order(order({ tier: 5, confirmed: true }), ada)
    const change = { change: 'extend' as const, durationMs: 300_000, reason: 'still', confirmed: false }
    const extend = (over: Partial<LeaseChange>) =>
      service.change(lease?.id ?? '', { ...change, seenRevision: service.revision(), ...over }, ada)
    await expect(extend({})).rejects.toMatchObject({ error: 'unsafe' })
    await expect(extend({ confirmed: true, reason: '' })).rejects.toMatchObject({ error: 'unsafe' })
    expect((await extend({ confirmed: true })).lease?.tier).toBe(5)
  })

  it('end by themselves, are written down as ended, and nobody is told late', async () => {
    await hearAll()
    await service.order(order(), ada)
    now += 60_000
    expect(service.state([], [], now).leases).toEqual([])
    for (const { at, call } of [...due]) if (at <= now) call()
    await settle()
    expect((await service.history({ from: 0, to: now, limit: 9 }))[0]).toMatchObject({
      endedHow: 'time',
      endedAt: now,
    })
    expect((await store.tiers.readBook()).leases).toEqual([])
  })
})

describe('nodes', () => {
  it('count as done only when they report the present revision in force', async () => {
    await hearAll()
    await service.order(order(), ada)
    const book = await store.tiers.readBook()
    const told = { tierIssuer: book.issuer, tierEpoch: book.epoch, tierRevision: book.revision }
    const reading = (id: string, group: string, over = {}) =>
      nodeSample(id, { group, ...told, orderedTier: 2, effectiveTier: 2, ...over })
    const { applied } = service.state(
      [
        reading('ws-1', 'eu'),
        reading('ws-2', 'eu', { tierRevision: book.revision - 1 }),
        reading('ws-3', 'us', { orderedTier: 1, reach: 'silent', ageMs: 9_000 }),
        reading('ws-4', 'us', { orderedTier: 1, effectiveTier: 2, localReason: 'climbing' }),
      ],
      [],
      now,
    )
    expect(applied).toMatchObject({ nodes: 1, of: 4 })
    expect(applied.missing.map(({ id, why }) => `${id} ${why}`)).toEqual([
      'ws-2 has not confirmed the newest orders yet',
      'ws-3 silent for 9 s',
      'ws-4 tier 2 by its own protection (climbing)',
    ])
  })

  it('that obey another control plane are watched only, until they are taken over', async () => {
    for (const node of NODES) hear(node, { issuer: 'deck-of-others', epoch: 1_900_000_000, revision: 7 })
    expect(service.state([], [], now).mayOrder).toMatchObject({ allowed: false })
    await expect(service.order(order(), ada)).rejects.toMatchObject({ error: 'conflict' })
    expect(sent).toEqual([])
    expect(await service.takeover(ada, 'the other one is gone')).toEqual(['ws-1', 'ws-2', 'ws-3'])
    await settle()
    expect(sent.map(({ set }) => [set.takeover, set.epoch])).toEqual(Array(3).fill([true, 1_900_000_001]))
  })

  it('that were taken from us again are not taken back, also not by a start with a newer epoch', async () => {
    const node = { id: 'ws-1', group: 'eu' }
    hear(node, { issuer: 'deck-of-others', epoch: 1_900_000_000, revision: 7 })
    await service.takeover(ada, 'the other one is gone')
    await settle()
    const ours = await store.tiers.readBook()
    hear(node, { issuer: ours.issuer, epoch: ours.epoch, revision: ours.revision })
    await settle()
    expect((await store.tiers.readBook()).takeover).toEqual({ 'ws-1': ours.epoch })
    // It lost its journal and is back at what it obeyed before: it is ours.
    sent = []
    hear(node, { issuer: 'deck-of-others', epoch: 1_900_000_000, revision: 7 })
    expect(sent.map(({ set }) => set.takeover)).toEqual([true])
    await settle()
    // Somebody took it at the other one, and meanwhile this one was down: its next epoch is far above.
    const others = { issuer: 'deck-of-others', epoch: ours.epoch + 1, revision: 8 }
    service.close()
    now += 200_000_000_000
    sent = []
    service = await start()
    expect((await store.tiers.readBook()).epoch).toBeGreaterThan(others.epoch)
    for (let status = 0; status < 3; status++) {
      hear(node, others)
      await settle()
    }
    expect(sent).toEqual([])
    expect((await store.tiers.readBook()).takeover).toEqual({})
    expect(await actions()).toContain('tier.lost')
  })

  it('that come back because they lost their journal are left to whoever took them, and told when nobody did', async () => {
    const { issuer, epoch, revision } = await store.tiers.readBook()
    const ours = { issuer, epoch, revision }
    service.close()
    now += 100_000
    service = await start()
    const others = { issuer: 'deck-of-others', epoch: epoch + 50, revision: 7 }
    hear({ id: 'ws-1', group: 'eu' }, others)
    hear({ id: 'ws-2', group: 'eu' }, others)
    for (let status = 0; status < 2; status++) {
      hear({ id: 'ws-1', group: 'eu' }, ours)
      // Not heard by this process while it was taken, as its neighbours were.
      hear({ id: 'ws-3', group: 'us' }, ours)
      await settle()
      expect(sent).toEqual([])
      now += 1_000
    }
    // Nobody took it back meanwhile: the other one is gone. The third one has been taken back.
    hear({ id: 'ws-1', group: 'eu' }, ours)
    hear({ id: 'ws-3', group: 'us' }, others)
    await settle()
    expect(sent.map(({ id, set }) => [id, set.takeover])).toEqual([['ws-1', false]])
  })

  it('that are being taken over are outbid for, and that is in the audit', async () => {
    const node = { id: 'ws-1', group: 'eu' }
    cut = true
    hear(node, { issuer: 'deck-of-others', epoch: 1_900_000_000, revision: 7 })
    await service.takeover(ada, 'the other one hangs')
    await settle()
    cut = false
    hear(node, { issuer: 'deck-of-others', epoch: 1_900_000_050, revision: 8 })
    await settle()
    expect(sent.at(-1)?.set).toMatchObject({ takeover: true, epoch: 1_900_000_051 })
    expect(await actions()).toContain('tier.outbid')
  })

  it('that claim an epoch nobody can have reached are not taken over, and the others are', async () => {
    const before = (await store.tiers.readBook()).epoch
    hear({ id: 'ws-1', group: 'eu' }, { issuer: 'deck-of-others', epoch: 2 ** 53 - 1, revision: 7 })
    await expect(service.takeover(ada, 'the other one is gone')).rejects.toMatchObject({
      error: 'conflict',
      message: expect.stringContaining('ws-1'),
    })
    expect((await store.tiers.readBook()).epoch).toBe(before)
    hear({ id: 'ws-2', group: 'eu' }, { issuer: 'deck-of-others', epoch: 1_900_000_000, revision: 7 })
    expect(await service.takeover(ada, 'the other one is gone')).toEqual(['ws-2'])
    expect((await store.tiers.readBook()).epoch).toBe(1_900_000_001)
  })

  it('that answer each outbidding with a newer epoch are outbid three times in ten minutes, and by nothing absurd', async () => {
    const node = { id: 'ws-1', group: 'eu' }
    cut = true
    hear(node, { issuer: 'deck-of-others', epoch: 1_900_000_000, revision: 7 })
    await service.takeover(ada, 'the other one hangs')
    await settle()
    hear(node, { issuer: 'deck-of-others', epoch: 2 ** 53 - 1, revision: 7 })
    await settle()
    expect(await actions()).not.toContain('tier.outbid')
    for (let status = 0; status < 6; status++) {
      const { epoch } = await store.tiers.readBook()
      hear(node, { issuer: 'deck-of-others', epoch, revision: 8 })
      await settle()
      await settle()
      now += 1_000
    }
    expect((await actions()).filter(action => action === 'tier.outbid')).toHaveLength(3)
    expect(service.standing().nodes.find(({ id }) => id === 'ws-1')?.missing).toBe(
      'obeys another control plane, which begins a newer epoch again and again',
    )
  })

  it('that lose a lease again and again are repaired three times in ten minutes, and screens stay as they are', async () => {
    await hearAll()
    await service.order(order(), ada)
    await settle()
    const seenRevision = service.revision()
    for (let boot = 0; boot < 6; boot++) {
      const { issuer, epoch, revision } = await store.tiers.readBook()
      hear({ id: 'ws-1', group: 'eu' }, { issuer, epoch, revision, leases: [] })
      await settle()
      await settle()
    }
    expect((await actions()).filter(action => action === 'tier.repair')).toHaveLength(3)
    await service.order(order({ scope: { kind: 'group', name: 'us' }, seenRevision }), ada)
  })

  it('that are configured and do not answer count, also where nobody asks for the state', async () => {
    service.close()
    const dead = nodeSample('ws-4', { group: 'eu', reach: 'waiting', connections: null })
    service = await start({ readings: () => [dead] })
    await hearAll()
    await service.order(order({ scope: { kind: 'node', name: 'ws-4' } }), ada)
    expect(service.standing().nodes.find(({ id }) => id === 'ws-4')).toEqual({
      id: 'ws-4',
      group: 'eu',
      hasAgent: true,
      ordered: 2,
      effective: null,
      missing: 'has not answered yet',
      unable: false,
      note: null,
    })
  })

  it('that are listed no more are forgotten, and nothing is sent to where they were', async () => {
    await hearAll()
    now += 30_000
    hear({ id: 'ws-2', group: 'eu' })
    await settle()
    sent = []
    service.state([nodeSample('ws-2', { group: 'eu' })], [], now)
    expect(service.standing().nodes.map(({ id }) => id)).toEqual(['ws-2'])
    await service.order(order(), ada)
    await settle()
    expect(sent.map(({ id }) => id)).toEqual(['ws-2'])
  })

  it('that could not store their orders say so', async () => {
    await hearAll()
    await service.order(order(), ada)
    await settle()
    const { issuer, epoch, revision, leases } = await store.tiers.readBook()
    const held = leases.map(({ id, tier, scope, origin, by, reason, startedAt, drainPerSecond }) => {
      return { id, tier, scope, origin, by, reason, startedAt, drainPerSecond, remainingMs: 60_000 }
    })
    const holds = { issuer, epoch, revision, leases: held, ordered: 2 as const, effective: 2 as const }
    hear({ id: 'ws-1', group: 'eu' }, { ...holds, durable: false })
    expect(service.standing().nodes.find(({ id }) => id === 'ws-1')).toMatchObject({
      missing: null,
      note: expect.stringContaining('in force but not stored'),
    })
  })

  it('that do not know the newest key get the same signed with an older one', async () => {
    knows = ['old']
    await hearAll()
    expect(sent.map(({ keyId }) => keyId)).toEqual(['old', 'old', 'old'])
  })
})

describe('policy', () => {
  const own = { group: 'eu', tierIssuer: 'deck-of-tests' }
  const tired = nodeSample('ws-1', { ...own, loopLagMsP99: 900, cpuRatio: 0.99, stormState: 'storm' })
  const storm = { id: 's1', endedAt: null } as Storm

  it('advises without ordering, and acts when told to', async () => {
    hear({ id: 'ws-1', group: 'eu' })
    expect(service.state([tired], [], now).recommended).toMatchObject({ tier: 2, resource: 'fan-out' })
    await settle()
    expect((await store.tiers.readBook()).leases).toEqual([])
    await service.setPolicy({ mode: 'act', reason: 'night' }, ada)
    now += 1_000
    service.state([tired], [], now)
    await settle()
    expect((await store.tiers.readBook()).leases).toMatchObject([
      { origin: 'policy', tier: 2, scope: { name: 'ws-1' } },
    ])
    await service.setPolicy({ mode: 'off', reason: 'morning' }, ada)
    now += 1_000
    service.state([tired], [], now)
    await settle()
    expect((await store.tiers.readBook()).leases).toEqual([])
  })

  it.each([
    ['has no agent', { source: 'prometheus' }],
    ['obeys another control plane', { tierIssuer: 'deck-of-others' }],
    ['can enforce no tier', { enforcesUpTo: 1 }],
  ] as const)('orders nothing on a node that %s', async (_, over) => {
    await service.setPolicy({ mode: 'act', reason: 'night' }, ada)
    await look([{ ...tired, ...over }])
    expect(await policyLeases()).toEqual([])
  })

  it('leaves tier 2 for 3 only where the node can enforce 3', async () => {
    await service.setPolicy({ mode: 'act', reason: 'night' }, ada)
    for (let minute = 0; minute < 3; minute++) {
      await look([{ ...tired, enforcesUpTo: 2 }])
      now += 60_000
    }
    expect(await policyLeases()).toMatchObject([{ tier: 2 }])
  })

  it('is safe to step up whatever is known of servers that take no orders', () => {
    const scraped = nodeSample('rabbit', { source: 'prometheus', sessionsLast60s: null })
    const { safeToStepUp } = service.state([nodeSample('ws-1', own), scraped], [], now)
    expect(safeToStepUp.safe).toBe(true)
    expect(service.state([scraped], [], now).safeToStepUp).toMatchObject({
      safe: null,
      why: 'no node takes orders of this dashboard',
    })
  })

  it('does not end what it ordered when the dashboard is started again', async () => {
    await service.setPolicy({ mode: 'act', reason: 'night' }, ada)
    service.state([tired], [], now)
    await settle()
    service.close()
    service = await start()
    now += 1_000
    service.state([tired], [], now)
    await settle()
    expect((await store.tiers.readBook()).leases).toMatchObject([{ origin: 'policy', tier: 2 }])
  })

  const policyLeases = async () =>
    (await store.tiers.readBook()).leases.filter(({ origin }) => origin === 'policy')
  const look = async (readings: Parameters<TierService['state']>[0]) => {
    now += 1_000
    service.state(readings, [], now)
    await settle()
  }

  it('keeps what it ordered after a start while nodes have not been heard, for the length of a lease', async () => {
    await service.setPolicy({ mode: 'act', reason: 'night' }, ada)
    await look([tired])
    service.close()
    service = await start()
    // Before its first answer a node is only known by its address.
    for (let minute = 0; minute < 4; minute++) {
      now += 60_000
      await look([nodeSample('10.0.0.1:9100')])
    }
    expect(await policyLeases()).toMatchObject([{ tier: 2, scope: { name: 'ws-1' } }])
    now += 120_000
    await look([nodeSample('10.0.0.1:9100')])
    expect(await policyLeases()).toEqual([])
  })

  it('leaves what a policy of another store had ordered until it ends', async () => {
    const lease = {
      id: 'P',
      tier: 2 as const,
      scope: { kind: 'node' as const, name: 'ws-1' },
      origin: 'policy' as const,
    }
    const rest = { by: 'policy', reason: 'fan-out', startedAt: 1, remainingMs: 200_000, drainPerSecond: null }
    hear(
      { id: 'ws-1', group: 'eu' },
      { issuer: 'deck-of-others', epoch: 1_900_000_000, revision: 7, leases: [{ ...lease, ...rest }] },
    )
    await service.takeover(ada, 'gone')
    await look([nodeSample('ws-1', own)])
    await look([nodeSample('ws-1', own)])
    expect(await policyLeases()).toMatchObject([{ tier: 2, scope: { name: 'ws-1' } }])
  })

  it('leaves a node alone after a person released what it had ordered there', async () => {
    hear({ id: 'ws-1', group: 'eu' })
    await service.setPolicy({ mode: 'act', reason: 'night' }, ada)
    await look([tired])
    const [lease] = await policyLeases()
    const release = {
      change: 'release' as const,
      durationMs: null,
      reason: '',
      seenRevision: service.revision(),
      confirmed: false,
    }
    const answer = await service.change(lease?.id ?? '', release, ada)
    expect(answer.message).toContain('The policy leaves ws-1 alone for 15 min.')
    await look([tired])
    expect(await policyLeases()).toEqual([])
    now += 15 * 60_000
    await look([tired])
    expect(await policyLeases()).toHaveLength(1)
  })

  it.each(['lease', 'scope'] as const)(
    'leaves it alone after a restart too, released by its %s',
    async by => {
      hear({ id: 'ws-1', group: 'eu' })
      await service.setPolicy({ mode: 'act', reason: 'night' }, ada)
      await look([tired])
      const [lease] = await policyLeases()
      const seen = { reason: '', seenRevision: service.revision(), confirmed: false }
      if (by === 'scope') await service.order(order({ tier: 1, durationMs: null, ...seen }), ada)
      else await service.change(lease?.id ?? '', { change: 'release', durationMs: null, ...seen }, ada)
      now += 10 * 60_000
      service.close()
      service = await start()
      hear({ id: 'ws-1', group: 'eu' })
      await look([tired])
      expect(await policyLeases()).toEqual([])
      now += 5 * 60_000
      await look([tired])
      expect(await policyLeases()).toHaveLength(1)
    },
  )

  it('is back after a restart where it had released its lease itself', async () => {
    hear({ id: 'ws-1', group: 'eu' })
    await service.setPolicy({ mode: 'act', reason: 'night' }, ada)
    await look([tired])
    await service.setPolicy({ mode: 'advise', reason: 'day' }, ada)
    await look([tired])
    expect(await policyLeases()).toEqual([])
    service.close()
    service = await start()
    hear({ id: 'ws-1', group: 'eu' })
    await service.setPolicy({ mode: 'act', reason: 'night' }, ada)
    await look([tired])
    expect(await policyLeases()).toHaveLength(1)
  })

  it('can be tried on a recorded storm', async () => {
    for (let second = 0; second < 150; second++) {
      now += 1_000
      const calm = second > 20
      service.state([calm ? nodeSample('ws-1', own) : tired], calm ? [] : [storm], now)
    }
    await settle()
    expect(await store.storms.recorded('policy', 5)).toEqual(['s1'])
    expect(await service.dryRun('s1')).toMatchObject([
      { node: 'ws-1', from: 1, to: 2 },
      { node: 'ws-1', from: 2, to: 1 },
    ])
    expect(await service.dryRun('unknown')).toBeNull()
  })
})

describe('an audit head that a node echoes and the store does not have', () => {
  const lost = 'f'.repeat(64)
  const echo = async (auditHead: string) => {
    const { issuer, epoch, revision } = await store.tiers.readBook()
    hear({ id: 'ws-1', group: 'eu' }, { issuer, epoch, revision: revision - 1, auditHead })
    await settle()
    await settle()
  }

  it('is written down before it is replaced, and stays reported until somebody acknowledges it', async () => {
    await echo(lost)
    const [line] = await store.audit.read({ limit: 1, beforeSeq: null })
    expect(line).toMatchObject({
      action: 'audit.lost',
      subject: 'node:ws-1',
      after: JSON.stringify({ head: lost }),
    })
    // The line is in the chain that the new head stands for.
    expect(sent.at(-1)?.set.auditHead).toBe(line?.hash)
    await echo(line?.hash ?? '')
    expect(service.problems()).toEqual([expect.stringContaining('ws-1 (ffffffffffff…) claims')])
    service.close()
    service = await start()
    expect(service.problems()).toHaveLength(1)
    expect(await service.acknowledge(ada, 'the restore of Tuesday')).toEqual(['ws-1'])
    expect(service.problems()).toEqual([])
    await echo(lost)
    expect(service.problems()).toEqual([])
    expect(await actions()).toContain('audit.acknowledge')
  })

  it('is one line however many heads a node makes up', async () => {
    for (const made of ['a', 'b', 'c']) await echo(made.repeat(64))
    expect((await actions()).filter(action => action === 'audit.lost')).toHaveLength(1)
  })

  it('is pushed to nodes also where only a refusal moved it', async () => {
    await hearAll()
    const auditHead = sent.at(-1)?.set.auditHead ?? null
    const { issuer, epoch, revision } = await store.tiers.readBook()
    const told = async () => {
      for (const node of NODES) hear(node, { issuer, epoch, revision, auditHead })
      await settle()
    }
    await expect(service.order(order({ tier: 5 }), ada)).rejects.toMatchObject({ error: 'unsafe' })
    sent = []
    await told()
    expect(sent).toEqual([])
    now += 10_000
    await told()
    expect(sent.map(({ set }) => set.auditHead)).toEqual(Array(3).fill((await store.audit.head()).hash))
  })
})

it('reports an audit that was cut while nothing ran, however often the dashboard is started again', async () => {
  await hearAll()
  await service.order(order(), ada)
  const { seq } = await store.audit.head()
  service.close()
  database.exec('DELETE FROM audit WHERE seq > 1')
  service = await start()
  service.close()
  service = await start()
  expect(await store.audit.verify()).toMatchObject({
    ok: false,
    problem: expect.stringContaining(`entry ${seq} had been written`),
  })
})
