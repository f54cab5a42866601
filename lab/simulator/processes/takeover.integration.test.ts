import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LeaseSet } from '@stormdeck/protocol'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Standing } from '../../../lib/server/tiers/describe-standing.ts'
import { ensureKeys } from '../../../lib/server/tiers/keys.ts'
import { createHttpSender } from '../../../lib/server/tiers/send-lease-set.ts'
import { signLeaseSet } from '../../../lib/server/tiers/sign-lease-set.ts'
import { REAL_NODES, type RealNode, RealWorld } from './real-world.ts'
import { runStormdeck } from './run-stormdeck.ts'
import { killNow } from './start-process.ts'
import { TakeoverWatch } from './watch-takeover.ts'

const world = new RealWorld(mkdtempSync(join(tmpdir(), 'stormdeck-takeover-')))
const sender = createHttpSender()
/** What is ordered before the takeover, and in force all the time. */
const KEEPS = { 'ws-1': 3, 'ws-2': 3, 'ws-3': 2 } as const
const FOREVER = ['--until-released', '--why', 'storm'] as const

const first = (...args: string[]) => runStormdeck(world, world.dataDir, args)
const second = (...args: string[]) =>
  runStormdeck({ configFile: world.secondConfigFile }, world.secondDataDir, args)
const tierOf = async (id: RealNode) => (await world.status(id)).tier

/** Releases everything on a node, under the names that are given: what the former issuer would send. */
async function forge(dataDir: string, id: RealNode, names: Partial<LeaseSet>) {
  const tier = await tierOf(id)
  const set: LeaseSet = {
    format: 'stormdeck.lease-set.v1',
    issuer: tier.issuer ?? '',
    epoch: tier.epoch ?? 1,
    revision: (tier.revision ?? 0) + 1,
    audience: id,
    issuedAt: Date.now(),
    takeover: false,
    auditHead: null,
    leases: [],
    ...names,
  }
  return sender.send(world.targetOf(id), signLeaseSet(set, ensureKeys(dataDir).current))
}

beforeAll(async () => {
  await world.start()
  await world.startSecondDeck()
}, 60_000)
afterAll(async () => {
  sender.close()
  await world.close()
}, 30_000)

describe('a takeover with real processes', () => {
  it('keeps every order, and nothing of the dashboard that hung is accepted once it goes on', async () => {
    expect(await first('tier', 'set', '3', '--scope', 'group:eu', ...FOREVER)).toMatchObject({ code: 0 })
    expect(await first('tier', 'set', '2', '--scope', 'node:ws-3', ...FOREVER)).toMatchObject({ code: 0 })
    const before = await tierOf('ws-1')
    // The second one watches, and may not order.
    const early = await second('tier', 'set', '5', '--scope', 'fleet', '--confirm', '5', ...FOREVER)
    expect(early).toMatchObject({ code: 1, err: expect.stringContaining('tier takeover') })

    const watch = new TakeoverWatch(world, KEEPS)
    watch.start()
    onTestFinished(async () => void (await watch.stop()))
    const { revision } = await world.ask<Standing>('list', { limit: null })
    world.deck?.kill('SIGSTOP')
    // Waits in its socket: once it goes on it may carry this out before it has heard of the takeover.
    const late = { tier: 5, scope: { kind: 'fleet', name: null }, durationMs: null, reason: 'too late' }
    const inVain = world
      .ask('order', { ...late, drainPerSecond: null, seenRevision: revision, confirmed: true })
      .catch(() => null)
    const taken = await second('tier', 'takeover', '--why', 'the first one hangs')
    expect(taken).toMatchObject({ code: 0, out: expect.stringMatching(/^Taking over (ws-\d, ){2}ws-\d\./) })
    await expect.poll(async () => (await second('tier', 'list')).out).toContain('ws-3 (us): tier 2')
    for (const { id } of REAL_NODES) {
      const tier = await tierOf(id)
      expect(tier).toMatchObject({ ordered: KEEPS[id], effective: KEEPS[id], durable: true })
      expect(tier.issuer).not.toBe(before.issuer)
      expect(tier.epoch).toBeGreaterThan(before.epoch ?? 0)
    }

    await inVain
    world.deck?.kill('SIGCONT')
    await expect.poll(async () => (await first('tier', 'list')).out).toContain('control plane')
    const again = await first('tier', 'set', '5', '--scope', 'fleet', '--confirm', '5', ...FOREVER)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('control plane') })
    for (const { id } of REAL_NODES) {
      const former = { issuer: before.issuer ?? '', epoch: before.epoch ?? 0 }
      const refusals = [
        await forge(world.dataDir, id, former),
        await forge(world.dataDir, id, { ...former, revision: 1_000_000 }),
        await forge(world.dataDir, id, { ...former, revision: 1_000_000, takeover: true }),
        await forge(world.dataDir, id, { issuer: former.issuer, takeover: true }),
      ]
      expect(refusals).toMatchObject([
        { kind: 'refused', refused: { error: 'other-issuer' } },
        { kind: 'refused', refused: { error: 'other-issuer' } },
        { kind: 'refused', refused: { error: 'older-revision' } },
        { kind: 'refused', refused: { error: 'older-revision' } },
      ])
    }

    // Started again, the former one begins an epoch that is newer than everybody's, and leaves the nodes alone.
    if (world.deck) await killNow(world.deck)
    await world.startDeck()
    await expect.poll(async () => (await first('tier', 'list')).out).toContain('control plane')
    const order = await second('tier', 'set', '4', '--scope', 'node:ws-1', '--confirm', '4', ...FOREVER)
    expect(order).toMatchObject({ code: 0, out: expect.stringContaining('1 of 1 nodes enforce it.') })
    expect((await tierOf('ws-1')).ordered).toBe(4)
    expect(await watch.stop()).toEqual([])
    expect(watch.looks).toBeGreaterThan(30)
  })

  it('goes on under a newer epoch where --take-over stops the one that hangs, and keeps what it ordered', async () => {
    const before = await tierOf('ws-2')
    const watch = new TakeoverWatch(world, KEEPS)
    watch.start()
    onTestFinished(async () => void (await watch.stop()))
    world.secondDeck?.kill('SIGSTOP')
    const set = await second('tier', 'set', '2', '--scope', 'fleet', ...FOREVER, '--take-over')
    expect(set.err).toContain(`Stopped process ${world.secondDeck?.pid}`)
    expect(set).toMatchObject({ code: 0, out: expect.stringContaining('3 of 3 nodes enforce it.') })
    world.secondDeck?.kill('SIGCONT')
    for (const { id } of REAL_NODES) {
      const tier = await tierOf(id)
      expect(tier.issuer).toBe(before.issuer)
      expect(tier.epoch).toBeGreaterThan(before.epoch ?? 0)
      expect(tier.leases.map(({ scope }) => scope.kind).sort()).toContain('fleet')
      const stale = { epoch: before.epoch ?? 0, revision: 1_000_000 }
      expect(await forge(world.secondDataDir, id, stale)).toMatchObject({
        kind: 'refused',
        refused: { error: 'older-revision' },
      })
    }
    expect(await watch.stop()).toEqual([])
  })
})
