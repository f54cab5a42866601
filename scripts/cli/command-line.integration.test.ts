import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RealWorld } from '../../lab/simulator/processes/real-world.ts'
import { runStormdeck } from '../../lab/simulator/processes/run-stormdeck.ts'
import { killNow } from '../../lab/simulator/processes/start-process.ts'

const world = new RealWorld(mkdtempSync(join(tmpdir(), 'stormdeck-cli-')))

/** Runs the command line as a user does, against the folder of the world. */
const stormdeck = (...args: string[]) => runStormdeck(world, world.dataDir, args)

/** The command line waits 5 s for the nodes; exit code 3 says that some had not confirmed it by then. */
function expectOrdered({ code, out }: { code: number; out: string }, nodes: number): void {
  expect([0, 3]).toContain(code)
  if (code === 0) expect(out).toContain(`${nodes} of ${nodes} nodes enforce it.`)
  else expect(out).toMatch(new RegExp(`\\d of ${nodes} nodes enforce it.|No node there has answered yet`))
}

beforeAll(() => world.start(), 60_000)
afterAll(() => world.close(), 30_000)

describe('the command line', () => {
  it('orders over the socket of the running app, by the same rules and into the same audit', async () => {
    const set = await stormdeck('tier', 'set', '3', '--scope', 'group:eu', '--for', '15m', '--why', 'storm')
    expect(set.err).toBe('')
    expect(set.out).toContain('Tier 3 (Server-sent events) is ordered for group:eu.')
    expectOrdered(set, 2)
    for (const id of ['ws-1', 'ws-2'] as const)
      await expect.poll(async () => (await world.status(id)).tier.effective).toBe(3)
    const careless = await stormdeck('tier', 'set', '5', '--scope', 'fleet', '--why', 'test')
    expect(careless).toMatchObject({ code: 1, err: expect.stringContaining('needs to be confirmed') })
    const misspelt = await stormdeck('tier', 'set', '2', '--scope', 'group:ue', '--why', 'test')
    expect(misspelt.err).toContain('There is no group:ue. Known: eu, us.')
    const list = await stormdeck('tier', 'list')
    expect(list.out).toMatch(/tier 3 \(Server-sent events\) on group:eu by \S+: storm, \d+ s left/)
    expect(list.out).toContain('ws-3 (us): tier 1')
    const audit = await stormdeck('audit', 'verify')
    expect(audit).toMatchObject({ code: 0, out: expect.stringContaining('The audit chain holds') })
  })

  it('says what it did not understand', async () => {
    expect(await stormdeck('tier', 'set', '9', '--scope', 'fleet', '--why', 'x')).toMatchObject({ code: 2 })
    expect((await stormdeck('tier', 'set', '2', '--scope', 'everything', '--why', 'x')).err).toContain(
      'is not a scope',
    )
    expect(
      (await stormdeck('tier', 'set', '2', '--scope', 'fleet', '--why', 'x', '--for', '1s')).err,
    ).toContain('5s to 7d')
    expect((await stormdeck('dance')).err).toContain('There is no command "dance"')
    expect(await stormdeck('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Usage: npx stormdeck'),
    })
  })

  it('rotates keys while agents know the former one only', async () => {
    const rotated = await stormdeck('keys', 'rotate')
    expect(rotated.out).toContain('signs from now on')
    const set = await stormdeck('tier', 'set', '2', '--scope', 'node:ws-3', '--why', 'after the rotation')
    expectOrdered(set, 1)
    await expect.poll(async () => (await world.status('ws-3')).tier.effective).toBe(2)
  })

  it('makes new keys where they are lost, whether the app runs or not, and says no to an option that does nothing', async () => {
    rmSync(join(world.dataDir, 'keys.json'))
    const rotated = await stormdeck('keys', 'rotate')
    expect(rotated).toMatchObject({ code: 0, out: expect.stringContaining('signs from now on') })
    if (world.deck) await killNow(world.deck)
    rmSync(join(world.dataDir, 'keys.json'))
    const refused = await stormdeck('tier', 'list')
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('npx stormdeck keys rotate') })
    expect(await stormdeck('keys', 'rotate')).toMatchObject({ code: 0 })
    expect(await stormdeck('keys', 'show', '--take-over')).toMatchObject({ code: 2 })
    await world.trustNewKeys()
    await world.startDeck()
  }, 60_000)

  it('takes over from an app that hangs: stops it, orders, and agents obey', async () => {
    world.deck?.kill('SIGSTOP')
    const hung = await stormdeck('tier', 'list')
    expect(hung).toMatchObject({ code: 1, err: expect.stringContaining('--take-over') })
    const set = await stormdeck(
      'tier',
      'set',
      '2',
      '--scope',
      'fleet',
      '--why',
      'the app hangs',
      '--take-over',
    )
    expect(set.err).toContain(`Stopped process ${world.deck?.pid}`)
    expectOrdered(set, 3)
    for (const id of ['ws-1', 'ws-2', 'ws-3'] as const)
      await expect
        .poll(async () => (await world.status(id)).tier.leases.map(({ scope }) => scope.kind))
        .toContain('fleet')
  }, 60_000)

  it('counts a configured node that is dead, and says 3, also where it stands in for the app', async () => {
    const dead = world.agents.get('ws-3')
    if (world.deck) await killNow(world.deck)
    if (dead) await killNow(dead)
    const why = ['--why', 'the app and ws-3 are down']
    const fleet = await stormdeck('tier', 'set', '3', '--scope', 'fleet', ...why, '--take-over')
    expect(fleet).toMatchObject({ code: 3, out: expect.stringContaining('2 of 3 nodes enforce it.') })
    expect(fleet.out).toContain('ws-3: has not answered yet')
    const one = await stormdeck('tier', 'set', '2', '--scope', 'node:ws-3', ...why)
    expect(one).toMatchObject({ code: 3, out: expect.stringContaining('0 of 1 nodes enforce it.') })
    await world.startAgent('ws-3')
  }, 60_000)

  it('works without the app, and the app goes on where it left off', async () => {
    const released = await stormdeck('tier', 'release', '--scope', 'fleet', '--why', 'over')
    expect(released.err).toContain('The app does not run')
    expect(released.out).toContain('Released')
    await world.startDeck()
    expect((await stormdeck('tier', 'list')).out).toContain('No lease is in force.')
  }, 60_000)

  it('backs up a running app and restores a stopped one, and keeps what agents hold beyond the backup', async () => {
    const file = join(world.dir, 'backup.db')
    expect((await stormdeck('backup', file)).out).toContain('Wrote')
    expect(statSync(`${file}.keys`).mode & 0o777).toBe(0o600)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const again = await stormdeck('backup', file)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('exists already') })
    // A link under the name of the keys must not take them elsewhere.
    symlinkSync(join(world.dir, 'elsewhere'), join(world.dir, 'linked.db.keys'))
    expect(await stormdeck('backup', join(world.dir, 'linked.db'))).toMatchObject({ code: 1 })
    expect(existsSync(join(world.dir, 'elsewhere'))).toBe(false)
    await stormdeck('tier', 'set', '3', '--scope', 'group:us', '--why', 'after the backup')
    const refused = await stormdeck('restore', file)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`process ${world.deck?.pid}`) })
    const restored = await stormdeck('restore', file, '--take-over')
    expect(restored.err).toContain(`Stopped process ${world.deck?.pid}`)
    expect(restored.out).toContain('Restored')
    await world.startDeck()
    await expect
      .poll(async () => (await stormdeck('tier', 'list')).out, { timeout: 40_000 })
      .toContain('kept after a restore (was group:us): after the backup')
    expect((await world.status('ws-3')).tier.ordered).toBe(3)
    expect((await stormdeck('audit', 'verify')).code).toBe(0)
    rmSync(file)
  }, 60_000)
})
