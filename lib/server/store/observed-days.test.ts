import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openStore } from './open-store.ts'
import type { Store } from './store.ts'

const DAY = 24 * 3_600_000
let store: Store | undefined
const dataDir = mkdtempSync(join(tmpdir(), 'stormdeck-days-'))

afterEach(async () => {
  await store?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a minute counts once for its day, whatever is written of it', async () => {
  store = await openStore({ dataDir })
  const minute = (at: number, node: string) => ({ at, node, group: 'eu', values: {} })
  const first = 20_000 * DAY
  await store.history.putMinute([minute(first, 'a'), minute(first, 'b')])
  await store.history.putMinute([minute(first, 'a')])
  await store.history.putMinute([minute(first + 60_000, 'a')])
  await store.history.putMinute([minute(first + DAY, 'a')])
  expect(await store.history.observedDays({ from: first - DAY, to: first + 3 * DAY })).toEqual([
    { day: 20_000, minutes: 2, lowered: 0 },
    { day: 20_001, minutes: 1, lowered: 0 },
  ])
})

test('a lowered minute counts once too, and only where the day was watched', async () => {
  store = await openStore({ dataDir })
  const first = 20_100 * DAY
  await store.history.putMinute([{ at: first, node: 'a', group: 'eu', values: {} }])
  for (const minuteAt of [first, first, first + 60_000, first + DAY])
    await store.history.noteLowered(minuteAt)
  expect(await store.history.observedDays({ from: first, to: first + DAY })).toEqual([
    { day: 20_100, minutes: 1, lowered: 2 },
  ])
})
