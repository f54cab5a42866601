import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CONTROL_PATHS, type Scope, type Tier, type TierRefusal } from '@stormdeck/protocol'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { OrderAnswer } from '../../../lib/contract/tier-order.ts'
import type { Standing } from '../../../lib/server/tiers/describe-standing.ts'
import { REAL_NODES, RealWorld } from './real-world.ts'
import { runStormdeck } from './run-stormdeck.ts'
import { TakeoverWatch } from './watch-takeover.ts'

const world = new RealWorld(mkdtempSync(join(tmpdir(), 'stormdeck-late-order-')))
/** Every poll of this file ends by what it waits for; this is only how long a hung process may hold the run up. */
const PATIENCE = { timeout: 30_000 }

const WS_1: Scope = { kind: 'node', name: 'ws-1' }
const standing = (dataDir: string) => world.ask<Standing>('list', { limit: null }, dataDir)
async function order(dataDir: string, tier: Tier, scope: Scope): Promise<OrderAnswer> {
  const { revision: seenRevision } = await standing(dataDir)
  const more = { durationMs: null, reason: 'storm', drainPerSecond: null, confirmed: true }
  return world.ask('order', { tier, scope, seenRevision, ...more }, dataDir)
}
const tierOf = async () => (await world.status('ws-1')).tier

/** How often the agent of ws-1 has refused a set for this reason, by its own count. */
async function refusals(reason: TierRefusal): Promise<number> {
  const text = await (await fetch(`${world.targetOf('ws-1').url}${CONTROL_PATHS.metrics}`)).text()
  const count = new RegExp(`^stormdeck_tier_refused_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(
    text,
  )?.[1]
  expect(count).toBeDefined()
  return Number(count)
}

beforeAll(async () => {
  await world.start()
  await world.startSecondDeck()
}, 60_000)
afterAll(() => world.close(), 30_000)

it('an order that a dashboard sent before it hung, and that arrives after another one took over, is refused, and its sender says that it only watches', async () => {
  const { dataDir, secondDataDir } = world
  // Each has to have heard all nodes.
  await expect.poll(async () => (await standing(dataDir)).nodes, PATIENCE).toHaveLength(3)
  await order(dataDir, 3, { kind: 'fleet', name: null })
  for (const { id } of REAL_NODES)
    await expect.poll(async () => (await world.status(id)).tier.ordered, PATIENCE).toBe(3)
  const everyNodeIsForeign = { allowed: false, why: expect.stringMatching(/(ws-\d, )ws-\d and ws-\d take/) }
  await expect
    .poll(async () => (await standing(secondDataDir)).mayOrder, PATIENCE)
    .toEqual(everyNodeIsForeign)
  const before = await tierOf()
  const watch = new TakeoverWatch(world, { 'ws-1': 3, 'ws-2': 3, 'ws-3': 3 })
  watch.start()
  onTestFinished(async () => void (await watch.stop()))

  // Ordered and stored by the first one, and on its way when it hangs.
  const held = world.roads.get('ws-1')?.hold(`PUT ${CONTROL_PATHS.tier} `)
  const late = await order(dataDir, 5, WS_1)
  expect(late.lease).toMatchObject({ tier: 5 })
  await held?.caught
  world.deck?.kill('SIGSTOP')

  await world.ask('takeover', { reason: 'the first one hangs' }, secondDataDir)
  await expect.poll(async () => (await tierOf()).issuer, PATIENCE).not.toBe(before.issuer)
  await order(secondDataDir, 4, WS_1)
  await expect.poll(async () => (await tierOf()).ordered, PATIENCE).toBe(4)
  const taken = await tierOf()
  expect(taken.epoch).toBeGreaterThan(before.epoch ?? 0)

  const refusedBefore = await refusals('other-issuer')
  held?.release()
  await expect.poll(() => refusals('other-issuer'), PATIENCE).toBeGreaterThan(refusedBefore)
  const { issuer, epoch } = taken
  expect(await tierOf()).toMatchObject({ issuer, epoch, ordered: 4, effective: 4 })

  world.deck?.kill('SIGCONT')
  await expect.poll(async () => (await standing(dataDir)).mayOrder, PATIENCE).toEqual(everyNodeIsForeign)
  const list = await runStormdeck(world, dataDir, ['tier', 'list'])
  expect(list.out).toContain(
    'this dashboard is read-only. Take them over with "npx stormdeck tier takeover".',
  )
  expect(list.out).toContain('ws-1 (eu): tier 5 ordered; obeys another control plane')
  await expect(order(dataDir, 5, WS_1)).rejects.toThrow('another control plane')
  expect(await tierOf()).toMatchObject({ issuer, epoch, ordered: 4, effective: 4 })
  expect(await watch.stop()).toEqual([])
  expect(watch.looks).toBeGreaterThan(0)
}, 120_000)
