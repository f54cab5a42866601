import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Standing } from '../../../lib/server/tiers/describe-standing.ts'
import { SCRIPTS } from '../scripts/scripts.ts'
import { playReal } from './play-real.ts'
import { RealHistories } from './real-history.ts'
import { REAL_NODES, RealWorld } from './real-world.ts'

const HISTORIES = 32
const world = new RealWorld(mkdtempSync(join(tmpdir(), 'stormdeck-real-')))
const histories = new RealHistories(world)

beforeAll(async () => {
  const folders = [world.dataDir, ...REAL_NODES.map(({ id }) => join(world.dir, id))]
  const small = folders.map(folder => world.mountSmallDisk(folder))
  // Without them a full disk is one in name only.
  if (process.env.CI && small.includes(false))
    throw new Error('the small disks need a mount, which needs root')
  await world.start()
}, 60_000)
afterAll(() => world.close(), 30_000)

describe('histories with real processes', () => {
  it.each(Array.from({ length: HISTORIES }, (_, index) => index + 1))(
    'holds every rule with seed %i',
    async seed => {
      const { what, problems } = await histories.run(seed)
      expect(problems, what).toEqual([])
    },
  )

  it.each(SCRIPTS)('plays the script: $name', async script => {
    expect(await playReal(script, world)).toEqual([])
    // Whatever a script left in force is over, so the next one begins where it expects to.
    histories.expected = []
  })

  it('ends every lease on every node by itself while the dashboard is gone', async () => {
    const { revision } = await world.ask<{ revision: number }>('list', { limit: null })
    const order = {
      scope: { kind: 'fleet', name: null },
      reason: 'ends alone',
      drainPerSecond: null,
      confirmed: true,
    }
    await world.ask('order', { ...order, tier: 1, durationMs: null, seenRevision: revision })
    await world
      .ask('order', { ...order, tier: 3, durationMs: 5_000, seenRevision: revision + 1 })
      .catch(async () => {
        const again = await world.ask<{ revision: number }>('list', { limit: null })
        await world.ask('order', { ...order, tier: 3, durationMs: 5_000, seenRevision: again.revision })
      })
    const endsAt = Date.now() + 5_000
    // The history before may have started the dashboard again just now; it says itself when every node has the order.
    const confirmed = async () => (await world.ask<Standing>('list', { limit: null })).nodes
    while (!(await confirmed()).every(({ missing }) => missing === null) && Date.now() < endsAt - 1_000)
      await sleep(50)
    world.deck?.kill('SIGKILL')
    for (const { id } of REAL_NODES) expect((await world.status(id)).tier.ordered).toBe(3)
    await sleep(endsAt + 1_000 - Date.now())
    for (const { id } of REAL_NODES) {
      const { tier } = await world.status(id)
      expect(tier.ordered).toBe(1)
      // From a lower tier the way back is climbed step by step, and said.
      if (tier.effective > 1) expect(tier.local?.reason).toBe('climbing')
    }
  })
})
