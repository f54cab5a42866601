import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stormSample } from '../../domain/test/fleet-sample.ts'
import { storeOn } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import type { StoredLease } from '../store/stored-lease.ts'
import { readSummary } from './read-summary.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const NOW = 20_000 * DAY + 12 * 60 * MINUTE
let store: Store

beforeEach(async () => {
  store = await storeOn(new DatabaseSync(':memory:'), { makeIssuer: () => 'deck-of-tests' })
})
afterEach(() => store.close())

const lease = (id: string, startedAt: number, over: Partial<StoredLease> = {}): StoredLease => ({
  id,
  tier: 2,
  scope: { kind: 'fleet', name: null },
  origin: 'person',
  by: 'ada',
  reason: '',
  startedAt,
  endsAt: startedAt + 10 * MINUTE,
  durationMs: 10 * MINUTE,
  bootId: 'boot-1',
  endsMono: null,
  drainPerSecond: null,
  revision: 1,
  endedAt: startedAt + 10 * MINUTE,
  endedHow: 'time',
  ...over,
})

/** What the policy orders at 1,000 nodes: leases of 16 of them, one after the other. */
const stepOfPolicy = (name: string, startedAt: number, over: Partial<StoredLease> = {}) =>
  Array.from({ length: 63 }, (_, i) =>
    lease(`${name}-${i}`, startedAt + i, {
      origin: 'policy',
      by: 'policy',
      reason: `pool full in ${i} min`,
      scope: { kind: 'node', name: Array.from({ length: 16 }, (_, j) => `ws-${i * 16 + j + 1}`).join() },
      ...over,
    }),
  )

async function put(leases: StoredLease[]): Promise<void> {
  const { epoch, revision } = await store.tiers.readBook()
  await store.tiers.commit({
    from: { epoch, revision },
    to: { epoch, revision: revision + 1 },
    put: leases,
    audit: [],
  })
}

const dayOf = (summary: Awaited<ReturnType<typeof readSummary>>, ago: number) => summary.days.at(-1 - ago)

test('a storm at 1,000 nodes neither hides older orders nor fills the events', async () => {
  await put([lease('old', NOW - 9 * DAY, { reason: 'a release' })])
  for (let step = 0; step < 10; step++)
    await put(stepOfPolicy(`step-${step}`, NOW - 2 * DAY + step * MINUTE, { tier: step < 5 ? 2 : 3 }))
  const summary = await readSummary(store, NOW)
  expect(dayOf(summary, 9)).toMatchObject({ level: 'degraded', minutesDegraded: 10 })
  expect(dayOf(summary, 2)).toMatchObject({ level: 'degraded', minutesDegraded: 20 })
  expect(summary.minutesDegraded).toBe(30)
  expect(summary.events.map(({ id, title, detail }) => [id, title, detail])).toEqual([
    ['step-5-0', 'Tier 3, Server-sent events, on ws-1, ws-2 and 1006 more', 'by policy: pool full in 0 min'],
    ['step-0-0', 'Tier 2, Reduced, on ws-1, ws-2 and 1006 more', 'by policy: pool full in 0 min'],
    ['old', 'Tier 2, Reduced, on the whole fleet', 'by ada: a release'],
  ])
})

test('an order in force has no end, and orders of people stay apart', async () => {
  await put([
    lease('first', NOW - 20 * MINUTE),
    lease('second', NOW - 15 * MINUTE, { endsAt: null, endedAt: null, endedHow: null }),
  ])
  const summary = await readSummary(store, NOW)
  expect(summary.events.map(({ id, endedAt }) => [id, endedAt])).toEqual([
    ['second', null],
    ['first', NOW - 10 * MINUTE],
  ])
  expect(summary.minutesDegraded).toBe(20)
})

test('what nodes did without an order is degraded, and what was hardly watched is not full', async () => {
  const yesterday = NOW - DAY
  for (const at of [yesterday, yesterday + MINUTE, yesterday - DAY])
    await store.history.putMinute([{ at, node: 'ws-1', group: '', values: {} }])
  await store.history.noteLowered(yesterday)
  const summary = await readSummary(store, NOW)
  expect(dayOf(summary, 1)).toMatchObject({ level: 'degraded', minutesDegraded: 1, minutesObserved: 2 })
  expect(dayOf(summary, 2)).toMatchObject({ level: 'partly', minutesDegraded: 0 })
  expect(dayOf(summary, 3)?.level).toBe('unknown')
})

test('an early warning that no rule confirmed is no storm', async () => {
  await store.storms.put(stormSample({ id: 'real', startedAt: NOW - DAY, endedAt: NOW - DAY + MINUTE }))
  await store.storms.put(
    stormSample({ id: 'none', startedAt: NOW - DAY, endedAt: NOW - DAY, burst: false, sustained: false }),
  )
  const summary = await readSummary(store, NOW)
  expect(summary.storms).toBe(1)
  expect(summary.events.map(event => event.id)).toEqual(['real'])
})
