import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { storeOn } from './open-store.ts'
import type { Store } from './store.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const NOW = 20_000 * DAY_MS

let database: DatabaseSync
let store: Store
/** One row an hour, which is as many as these tests need. */
const record = (from: number, to: number) =>
  store.history.putMinute(
    Array.from({ length: Math.floor((to - from) / HOUR_MS) + 1 }, (_, i) => ({
      at: from + i * HOUR_MS,
      node: '*',
      group: '',
      values: {},
    })),
  )
const rows = () =>
  database
    .prepare('select at from history_1m order by at')
    .all()
    .map(row => Number(row.at))

beforeEach(async () => {
  database = new DatabaseSync(':memory:')
  store = await storeOn(database)
})
afterEach(() => store.close())

describe('what is older than its retention', () => {
  test('is removed, also after a day off', async () => {
    await record(NOW - 8 * DAY_MS, NOW - 23 * HOUR_MS)
    await store.prune(NOW)
    expect(rows()[0]).toBe(NOW - 7 * DAY_MS)
  })

  test('stays while a clock is far ahead of it, also over a restart, and after three hours is removed', async () => {
    await record(NOW - 2 * DAY_MS, NOW)
    const ahead = NOW + 365 * DAY_MS
    // Minutes go on being recorded, dated by the wrong clock.
    await record(ahead, ahead + 2 * HOUR_MS)
    await store.prune(ahead)
    await store.prune(ahead + 2 * HOUR_MS)
    store = await storeOn(database)
    await store.prune(ahead + 3 * HOUR_MS)
    expect(rows()[0]).toBe(NOW - 2 * DAY_MS)
    await store.prune(ahead + 3 * HOUR_MS + MINUTE_MS)
    expect(rows()[0]).toBe(ahead)
  })

  test('is removed after three hours also where no history is written any more', async () => {
    await record(NOW - 8 * DAY_MS, NOW - 7 * DAY_MS)
    for (let minute = 0; minute < 180; minute++) await store.prune(NOW + minute * MINUTE_MS)
    expect(rows()).toHaveLength(25)
    await store.prune(NOW + 3 * HOUR_MS)
    expect(rows()).toEqual([])
  })
})
