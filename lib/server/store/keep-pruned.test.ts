import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepPruned } from './keep-pruned.ts'
import { storeOn } from './open-store.ts'
import { retentionOf } from './prune.ts'

const DAY_MS = 86_400_000
const NOW = 400 * DAY_MS

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => vi.useRealTimers())

const minute = (at: number) => ({ at, node: 'ws-1', group: 'eu', values: {} })
const everything = { from: 0, to: NOW, stepMs: 60_000, nodes: null }

test('history is kept for the days that the configuration says, and pruned once a minute', async () => {
  const store = await storeOn(new DatabaseSync(':memory:'))
  await store.history.putMinute([minute(NOW - 3 * DAY_MS), minute(NOW - DAY_MS)])
  const stop = keepPruned(store, retentionOf({ keepDays: 2, maxRows: 1_000 }), { now: () => NOW }, error => {
    throw error
  })
  vi.advanceTimersByTime(59_999)
  expect(await store.history.read(everything)).toHaveLength(2)
  vi.advanceTimersByTime(1)
  await stop()
  expect(await store.history.read(everything)).toHaveLength(1)
  await store.history.putMinute([minute(NOW - 4 * DAY_MS)])
  vi.advanceTimersByTime(600_000)
  expect(await store.history.read(everything)).toHaveLength(2)
  await store.close()
})

test('a store that fails is pruned again a minute later, and the failure is reported', async () => {
  const errors: unknown[] = []
  let calls = 0
  const failing = {
    prune: () => {
      calls++
      return Promise.reject(new Error('disk full'))
    },
  }
  const stop = keepPruned(failing, retentionOf({ keepDays: 7, maxRows: 1 }), { now: () => NOW }, error =>
    errors.push(error),
  )
  await vi.advanceTimersByTimeAsync(120_000)
  await stop()
  expect([calls, errors.length]).toEqual([2, 2])
})
