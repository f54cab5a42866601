import { DatabaseSync } from 'node:sqlite'
import { parse } from '@stormdeck/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { auditLineShape } from '../../contract/audit.ts'
import type { AuditDraft } from '../audit/audit-chain.ts'
import { storeOn } from './open-store.ts'
import type { Store } from './store.ts'
import type { StoredLease } from './stored-lease.ts'

/** One suite for every engine: PostgreSQL joins by adding a line. */
const ENGINES: { name: string; open: () => Promise<{ store: Store; raw: (sql: string) => void }> }[] = [
  {
    name: 'node:sqlite',
    open: async () => {
      const database = new DatabaseSync(':memory:')
      const store = await storeOn(database, { makeIssuer: () => 'deck-of-tests' })
      return { store, raw: sql => database.exec(sql) }
    },
  },
]

const lease = (id: string, over: Partial<StoredLease> = {}): StoredLease => ({
  id,
  tier: 2,
  scope: { kind: 'group', name: 'eu' },
  origin: 'person',
  by: 'ada',
  reason: 'storm',
  startedAt: 1_000,
  endsAt: 61_000,
  durationMs: 60_000,
  bootId: 'boot-1',
  endsMono: 60_500,
  drainPerSecond: null,
  revision: 2,
  endedAt: null,
  endedHow: null,
  ...over,
})

const draft = (action: string, after: unknown = null): AuditDraft => ({
  at: 5,
  by: 'ada',
  via: 'browser',
  action,
  subject: 'group:eu',
  reason: 'storm',
  before: null,
  after,
})

describe.each(ENGINES)('store on $name', ({ open }) => {
  let store: Store
  let raw: (sql: string) => void
  beforeEach(async () => {
    ;({ store, raw } = await open())
  })
  afterEach(() => store.close())

  it('starts with an empty book under its own issuer', async () => {
    expect(await store.tiers.readBook()).toEqual({
      issuer: 'deck-of-tests',
      epoch: 1,
      revision: 1,
      policyMode: 'advise',
      policyChosen: false,
      takeover: {},
      ceilings: {},
      leases: [],
      auditHead: { seq: 0, hash: '0'.repeat(64) },
    })
  })

  it('keeps a change of the book whole', async () => {
    await store.tiers.commit({
      from: { epoch: 1, revision: 1 },
      to: { epoch: 1, revision: 2 },
      put: [lease('a'), lease('b', { scope: { kind: 'fleet', name: null }, endsAt: null, endsMono: null })],
      policyMode: 'act',
      takeover: { 'ws-1': 99 },
      audit: [draft('tier.order', { tier: 2 })],
    })
    const book = await store.tiers.readBook()
    expect(book).toMatchObject({ epoch: 1, revision: 2, policyMode: 'act', takeover: { 'ws-1': 99 } })
    expect(book.leases.map(({ id }) => id).sort()).toEqual(['a', 'b'])
    expect(book.leases.find(({ id }) => id === 'a')).toEqual(lease('a'))
    expect(book.auditHead.seq).toBe(1)
  })

  it('refuses a change made from an older book and stores nothing of it', async () => {
    const change = {
      from: { epoch: 1, revision: 1 },
      to: { epoch: 1, revision: 2 },
      put: [lease('a')],
      audit: [],
    }
    await store.tiers.commit(change)
    await expect(
      store.tiers.commit({ ...change, put: [lease('b')], audit: [draft('tier.order')] }),
    ).rejects.toMatchObject({ kind: 'conflict' })
    expect((await store.tiers.readBook()).leases.map(({ id }) => id)).toEqual(['a'])
    expect((await store.audit.head()).seq).toBe(0)
  })

  it('finds leases by the time they touched', async () => {
    await store.tiers.commit({
      from: { epoch: 1, revision: 1 },
      to: { epoch: 1, revision: 2 },
      put: [lease('ended', { endedAt: 500, startedAt: 100, endedHow: 'time' }), lease('running')],
      audit: [],
    })
    const ids = async (from: number, to: number) =>
      (await store.tiers.readLeases({ from, to, limit: 10 })).map(({ id }) => id)
    expect(await ids(0, 2_000)).toEqual(['running', 'ended'])
    expect(await ids(501, 2_000)).toEqual(['running'])
    expect(await ids(0, 999)).toEqual(['ended'])
  })

  it('chains the audit and notices a changed, a missing and a cut line', async () => {
    await store.audit.append([draft('one'), draft('two'), draft('three')])
    expect(await store.audit.verify()).toMatchObject({ ok: true, lines: 3, problem: null })
    expect((await store.audit.read({ limit: 2, beforeSeq: null })).map(({ action }) => action)).toEqual([
      'three',
      'two',
    ])
    expect((await store.audit.read({ limit: 9, beforeSeq: 2 })).map(({ action }) => action)).toEqual(['one'])
    raw("UPDATE audit SET reason = 'harmless' WHERE seq = 2")
    expect(await store.audit.verify()).toMatchObject({
      ok: false,
      problem: expect.stringContaining('entry 2'),
    })
    raw("UPDATE audit SET reason = 'storm' WHERE seq = 2")
    raw('DELETE FROM audit WHERE seq = 3')
    expect(await store.audit.verify()).toMatchObject({
      ok: false,
      problem: expect.stringContaining('entry 3'),
    })
  })

  it('goes on after a cut chain with a line that says so, and reports it for ever', async () => {
    await store.audit.append([draft('one'), draft('two'), draft('three')])
    raw('DELETE FROM audit WHERE seq >= 2')
    const book = await store.tiers.readBook()
    const change = {
      from: { epoch: book.epoch, revision: book.revision },
      to: { epoch: book.epoch, revision: book.revision + 1 },
      put: [],
    }
    // A change without a line of its own must not make the cut look right.
    await store.tiers.commit({ ...change, audit: [] })
    expect(await store.audit.verify()).toMatchObject({
      ok: false,
      problem: 'the chain ended at entry 1, and entry 3 had been written',
    })
    expect(await store.audit.append([draft('four')])).toMatchObject({ seq: 5 })
    expect((await store.audit.read({ limit: 2, beforeSeq: null })).map(({ action }) => action)).toEqual([
      'four',
      'audit.gap',
    ])
    const reported = { ok: false, problem: expect.stringContaining('entry 3 had been written') }
    expect(await store.audit.verify()).toMatchObject({ ...reported, lines: 3 })
    await store.audit.append([draft('five')])
    await store.audit.prune(1)
    expect(await store.audit.verify()).toMatchObject({ ...reported, lines: 1 })
    expect(await store.audit.append([draft('six')])).toMatchObject({ seq: 7 })
  })

  it('shortens an audit line to what the wire carries', async () => {
    const long = 'x'.repeat(400_000)
    await store.audit.append([{ ...draft('long', { long }), subject: long, reason: long, by: long }])
    const [line] = await store.audit.read({ limit: 1, beforeSeq: null })
    expect(parse(auditLineShape, line)).toMatchObject({ ok: true })
    expect(await store.audit.verify()).toMatchObject({ ok: true })
  })

  it('prunes the oldest audit lines and the chain still verifies', async () => {
    const head = await store.audit.append([draft('one'), draft('two'), draft('three')])
    expect(await store.audit.prune(1)).toBe(2)
    expect(await store.audit.verify()).toMatchObject({ ok: true, lines: 1 })
    expect(await store.audit.has(head.hash)).toBe(true)
    expect(await store.audit.has('f'.repeat(64))).toBe(false)
    await store.audit.prune(0)
    expect(await store.audit.append([draft('four')])).toMatchObject({ seq: 4 })
    expect(await store.audit.verify()).toMatchObject({ ok: true, lines: 1 })
  })

  it('keeps storms, their recordings and incidents', async () => {
    const storm = {
      id: 's1',
      nodes: ['ws-1'],
      state: 'storm' as const,
      startedAt: 10,
      endedAt: null,
      firedBy: 'burst' as const,
      burst: true,
      sustained: false,
      peakPerSecond: 300,
      peakAt: 11,
      attempts: 600,
      accepted: 500,
      refused: 100,
      lowerBound: false,
      topVersion: null,
      topVersionRatio: null,
    }
    await store.storms.put(storm)
    expect(await store.storms.open()).toEqual([storm])
    await store.storms.put({ ...storm, state: 'ended', endedAt: 90 })
    expect(await store.storms.open()).toEqual([])
    expect((await store.storms.read({ from: 0, to: 100, limit: 5 }))[0]?.endedAt).toBe(90)
    expect(await store.storms.read({ from: 91, to: 100, limit: 5 })).toEqual([])
    await store.storms.putRecording({ stormId: 's1', kind: 'policy', at: 90, body: '{"seconds":[]}' })
    expect(await store.storms.getRecording('s1', 'policy')).toBe('{"seconds":[]}')
    expect(await store.storms.getRecording('s1', 'attempts')).toBeNull()
    expect(await store.storms.recorded('policy', 5)).toEqual(['s1'])
    await store.incidents.put({ id: 'i1', openedAt: 10, closedAt: null, body: { title: 'Descriptors full' } })
    expect(await store.incidents.open()).toHaveLength(1)
    expect(await store.incidents.get('i1')).toMatchObject({ body: { title: 'Descriptors full' } })
  })

  it('puts minutes together without losing a peak, and unknown stays unknown', async () => {
    await store.history.putMinute([
      { at: 0, node: 'ws-1', group: 'eu', values: { attempts: { min: 0, max: 300 } } },
      { at: 60_000, node: 'ws-1', group: 'eu', values: { attempts: { min: 2, max: 5 } } },
      { at: 120_000, node: 'ws-1', group: 'eu', values: {} },
      { at: 0, node: 'ws-2', group: 'eu', values: { connections: { min: 7, max: 7 } } },
    ])
    const points = await store.history.read({ from: 0, to: 180_000, stepMs: 120_000, nodes: ['ws-1'] })
    expect(points.map(({ at, values }) => [at, values.attempts])).toEqual([
      [0, { min: 0, max: 300 }],
      [120_000, { min: null, max: null }],
    ])
    expect(await store.history.read({ from: 0, to: 60_000, stepMs: 60_000, nodes: null })).toHaveLength(2)
  })

  it('is bounded: history, recordings, ended leases and audit are pruned', async () => {
    const minutes = Array.from({ length: 20 }, (_, i) => ({
      at: i * 60_000,
      node: 'a',
      group: 'g',
      values: {},
    }))
    await store.history.putMinute(minutes)
    for (let i = 0; i < 5; i++)
      await store.storms.putRecording({ stormId: `s${i}`, kind: 'policy', at: i, body: '{}' })
    await store.prune(1_200_000, {
      historyMs: 600_000,
      historyRows: 4,
      endedLeasesMs: 1,
      stormsMs: 1,
      recordings: 2,
      incidentsMs: 1,
      auditLines: 1,
    })
    expect(await store.history.read({ from: 0, to: 1e9, stepMs: 60_000, nodes: null })).toHaveLength(4)
    expect(await store.storms.recorded('policy', 9)).toEqual(['s4', 's3'])
  })
})
