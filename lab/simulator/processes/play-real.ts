import { rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatScope, parseScope } from '@stormdeck/protocol'
import { restoreStore } from '../../../lib/server/store/restore-store.ts'
import type { Standing } from '../../../lib/server/tiers/describe-standing.ts'
import { type Deed, HOLDS_WITHIN_MS, type NodeId, type Place, type Script } from '../scripts/script.ts'
import { fillDisk } from './fill-disk.ts'
import { RealChecker, SLACK_MS } from './real-checker.ts'
import { REAL_NODES, type RealWorld } from './real-world.ts'
import { killNow } from './start-process.ts'

const LEASE_MS = 120_000
const LOOK_MS = 50
/** An order in a script is given until it is taken; a dashboard that was just started refuses it for a moment. */
const TRIES = 40

/** Plays a script with real processes, from nothing ordered to nothing ordered. @returns what did not hold */
export async function playReal(script: Script, world: RealWorld): Promise<string[]> {
  const checker = new RealChecker(world)
  const missed: string[] = []
  await patiently(() => order(world, 1, 'fleet', null))
  missed.push(...(await hold(checker, { holds: { 'ws-1': 1, 'ws-2': 1, 'ws-3': 1 } })))
  const begunAt = Date.now()
  for (const step of script.steps) {
    await sleep(Math.max(0, begunAt + step.at - Date.now()))
    if ('holds' in step) {
      const wrong = await hold(checker, step)
      missed.push(...wrong.map(what => `at ${Date.now() - begunAt} ms: ${what}`))
    } else await play(world, checker, step)
  }
  await patiently(() => order(world, 1, 'fleet', null))
  return [...missed, ...checker.violations]
}

async function play(
  world: RealWorld,
  checker: RealChecker,
  deed: Exclude<Deed, { holds: unknown }>,
): Promise<void> {
  if ('order' in deed) await patiently(() => order(world, deed.order, deed.scope, deed.forMs ?? LEASE_MS))
  else if ('release' in deed) await patiently(() => change(world, deed.release, 'release', LEASE_MS))
  else if ('extend' in deed) await patiently(() => change(world, deed.extend, 'extend', deed.forMs))
  else if ('cut' in deed) setRoads(world, deed.cut, true)
  else if ('join' in deed) setRoads(world, deed.join, false)
  else if ('stop' in deed) world.agents.get(deed.stop)?.kill('SIGSTOP')
  else if ('goOn' in deed) world.agents.get(deed.goOn)?.kill('SIGCONT')
  else if ('kill' in deed) {
    const child = deed.kill === 'dashboard' ? world.deck : world.agents.get(deed.kill)
    if (child) await killNow(child)
  } else if ('start' in deed) {
    if (deed.start === 'dashboard') await world.startDeck()
    else await world.startAgent(deed.start)
  } else if ('fill' in deed) fillDisk(fillerOf(world, deed.fill))
  else if ('empty' in deed) rmSync(fillerOf(world, deed.empty), { force: true })
  else if ('cutJournal' in deed) {
    checker.journalHurt(deed.cutJournal)
    truncateSync(join(world.dir, deed.cutJournal, 'leases.journal'), deed.toBytes)
  } else if ('backUp' in deed) {
    rmSync(backupOf(world), { force: true })
    await world.ask('backup', { path: backupOf(world) })
  } else {
    const actor = { by: 'ada', via: 'command-line' } as const
    const { formerIn } = await restoreStore({ dataDir: world.dataDir, from: backupOf(world), actor })
    // The disk is a small one.
    if (formerIn !== null) rmSync(formerIn, { recursive: true, force: true })
    checker.putBack()
  }
}

async function hold(
  checker: RealChecker,
  { holds, withinMs = HOLDS_WITHIN_MS }: Extract<Deed, { holds: unknown }>,
): Promise<string[]> {
  const deadline = Date.now() + withinMs + SLACK_MS
  for (;;) {
    const wrong: string[] = []
    const standing = await checker.standing()
    for (const { id } of REAL_NODES) {
      if (holds[id] === undefined) continue
      const found = (await checker.look(id, standing))?.ordered
      if (found !== holds[id]) wrong.push(`${id} holds tier ${found ?? '—'}, not ${holds[id]}`)
    }
    if (wrong.length === 0 || Date.now() > deadline) return wrong
    await sleep(LOOK_MS)
  }
}

async function order(
  world: RealWorld,
  tier: number,
  scope: string,
  durationMs: number | null,
): Promise<void> {
  const { revision } = await world.ask<Standing>('list', { limit: null })
  await world.ask('order', {
    tier,
    scope: parseScope(scope),
    durationMs,
    reason: 'a script',
    drainPerSecond: null,
    seenRevision: revision,
    confirmed: true,
  })
}

async function change(
  world: RealWorld,
  scope: string,
  how: 'release' | 'extend',
  durationMs: number,
): Promise<void> {
  const { revision, leases } = await world.ask<Standing>('list', { limit: null })
  const id = leases.find(lease => formatScope(lease.scope) === scope)?.id
  if (id === undefined) throw new Error(`nothing is ordered for ${scope}`)
  const wanted = { change: how, durationMs, reason: 'a script', seenRevision: revision, confirmed: true }
  await world.ask('change', { id, change: wanted })
}

async function patiently(call: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await call()
    } catch (error) {
      if (tries >= TRIES) throw error
      await sleep(100)
    }
  }
}

function setRoads(world: RealWorld, ids: readonly NodeId[], cut: boolean): void {
  for (const id of ids) {
    const road = world.roads.get(id)
    if (road === undefined) continue
    road.cut = cut
    if (cut) road.drop()
  }
}

const folderOf = (world: RealWorld, place: Place) =>
  place === 'dashboard' ? world.dataDir : join(world.dir, place)
const fillerOf = (world: RealWorld, place: Place) => join(folderOf(world, place), 'filler')
const backupOf = (world: RealWorld) => join(world.dir, 'backup.sqlite')
