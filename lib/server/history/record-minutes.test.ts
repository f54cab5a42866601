import { DatabaseSync } from 'node:sqlite'
import type { Tier } from '@stormdeck/protocol'
import { expect, test } from 'vitest'
import { AgentNode } from '../collector/agent-node.ts'
import { receivedAt } from '../collector/test/received-sample.ts'
import { statusSample } from '../collector/test/status-sample.ts'
import { storeOn } from '../store/open-store.ts'
import { createMinuteRecorder } from './record-minutes.ts'

const DAY = 24 * 3_600_000
const START = 20_000 * DAY

/** Two nodes that answer every second for four minutes; which tiers each says depends on the second. */
async function loweredMinutes(
  says: (node: number, second: number) => { ordered: Tier; effective: Tier } | null,
) {
  const { history: store } = await storeOn(new DatabaseSync(':memory:'))
  const nodes = [1, 2].map(
    port =>
      new AgentNode({
        url: `http://127.0.0.1:${port}`,
        id: `ws-${port}`,
        group: null,
        readTokenFile: null,
        caFile: null,
      }),
  )
  const recorder = createMinuteRecorder({ nodes: () => nodes, store })
  for (let second = 0; second < 250; second++) {
    const now = START + second * 1_000
    for (const [i, node] of nodes.entries()) {
      const tier = says(i, second)
      if (tier === null) continue
      const status = statusSample({})
      node.take({ ...status, tier: { ...status.tier, ...tier } }, receivedAt(now))
    }
    await recorder.tick(now)
  }
  const [day] = await store.observedDays({ from: START, to: START })
  return day?.lowered
}

const FULL = { ordered: 1, effective: 1 } as const
const LOWERED = { ordered: 1, effective: 2 } as const

test('a minute in which a node was below full service without an order is noted', async () => {
  expect(await loweredMinutes(() => FULL)).toBe(0)
  expect(await loweredMinutes((node, second) => (node === 1 && second === 70 ? LOWERED : FULL))).toBe(1)
  expect(await loweredMinutes((_, second) => (second >= 50 && second < 130 ? LOWERED : FULL))).toBe(3)
})

test('while an order holds, its lease counts, and not its nodes', async () => {
  const ordered = { ordered: 2, effective: 2 } as const
  expect(await loweredMinutes(() => ordered)).toBe(0)
  expect(await loweredMinutes(node => (node === 0 ? ordered : LOWERED))).toBe(0)
})

test('what a node said before it fell silent says nothing of the time after', async () => {
  expect(
    await loweredMinutes((node, second) => {
      if (node === 0) return FULL
      return second < 30 ? LOWERED : null
    }),
  ).toBe(1)
})
