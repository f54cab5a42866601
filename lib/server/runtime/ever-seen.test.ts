import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nodeSample, SAMPLE_AT } from '../../domain/test/fleet-sample.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { openEverSeen } from './ever-seen.ts'

let dir = ''
let store: Store
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'stormdeck-ever-seen-'))
  store = await openStore({ dataDir: dir })
})
afterEach(async () => {
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

const fail = (error: unknown) => {
  throw error
}
const open = () => openEverSeen(store.history, fail)
const restart = async () => {
  await store.close()
  store = await openStore({ dataDir: dir })
  return open()
}

const heard = nodeSample('ws-1')
const neverHeard = nodeSample('ws-2', { reach: 'waiting', lastSeenAt: null })

test('a server that is only listed was never seen', async () => {
  expect((await open())([neverHeard], SAMPLE_AT)).toBe(false)
  expect((await restart())([], SAMPLE_AT)).toBe(false)
})

test('one that was seen stays seen, also after a restart that finds nothing', async () => {
  const everSeen = await open()
  expect(everSeen([heard, neverHeard], SAMPLE_AT)).toBe(true)
  expect(everSeen([], SAMPLE_AT + 1_000)).toBe(true)
  expect(await store.history.firstSeenAt()).toBe(SAMPLE_AT)
  expect((await restart())([], SAMPLE_AT + 60_000)).toBe(true)
})

test('servers of the demo count as long as it runs', async () => {
  const everSeen = await open()
  expect(everSeen([{ ...heard, demo: true }], SAMPLE_AT)).toBe(true)
  expect(everSeen([], SAMPLE_AT + 1_000)).toBe(true)
  expect((await restart())([], SAMPLE_AT + 60_000)).toBe(false)
})
