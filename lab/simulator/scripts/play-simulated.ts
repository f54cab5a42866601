import { parseScope } from '@stormdeck/protocol'
import { Checker } from '../checker.ts'
import { heal, jumpDashboard, rebootDashboard } from '../faults.ts'
import type { Snapshot } from '../faulty-database.ts'
import { ISSUERS, putBack, verifyAudit, watch } from '../history.ts'
import type { HostDisk } from '../host-disk.ts'
import { Operator } from '../operator.ts'
import type { Violation } from '../violation.ts'
import { World, type WorldParts } from '../world.ts'
import {
  type Deed,
  HOLDS_WITHIN_MS,
  type NodeId,
  type Place,
  type Script,
  type SimulatedDeed,
} from './script.ts'

const LEASE_MS = 120_000
const LOOK_MS = 50
const HEARD_WITHIN_MS = 3_000
const AFTERWARDS_MS = 5_000

/** Plays a script in made-up time. @returns what did not hold */
export async function playSimulated(
  script: Script<Deed | SimulatedDeed>,
  parts: WorldParts,
): Promise<Violation[]> {
  await parts.disks[0].reset(ISSUERS[0])
  await parts.disks[1].reset(ISSUERS[1])
  const world = new World(parts)
  const operator = new Operator(world)
  const checker = new Checker(world, operator)
  const stage: Stage = { world, operator, backup: world.disk.snapshot(), missed: [], ordered: 0 }
  const pass = (ms: number) => watch(world, operator, checker, ms)
  world.deck.start()
  for (const step of script.steps) {
    await pass(Math.max(0, step.at - world.time.now))
    if ('holds' in step) await hold(stage, step, pass)
    else if ('takeOver' in step) await takeOver(stage, pass)
    else play(stage, step)
    await world.time.settle()
    if (operator.acknowledged < stage.ordered) throw new Error(`refused: ${world.log.at(-1)}`)
  }
  heal(world)
  await pass(AFTERWARDS_MS)
  return [...stage.missed, ...operator.violations, ...checker.violations, ...(await verifyAudit(world))]
}

type Stage = { world: World; operator: Operator; backup: Snapshot; missed: Violation[]; ordered: number }
type Plain = Exclude<Deed | SimulatedDeed, { holds: unknown } | { takeOver: true }>

function play(stage: Stage, deed: Plain): void {
  const { world, operator } = stage
  if ('order' in deed || 'release' in deed || 'extend' in deed) {
    if ('order' in deed) operator.order(deed.order, scopeOf(deed.scope), deed.forMs ?? LEASE_MS)
    else if ('release' in deed) operator.change(leaseOn(world, deed.release), 'release', 0)
    else operator.change(leaseOn(world, deed.extend), 'extend', deed.forMs)
    stage.ordered++
  } else if ('cut' in deed) road(world, deed.cut, true)
  else if ('join' in deed) road(world, deed.join, false)
  else if ('stop' in deed) hostOf(world, deed.stop).pause()
  else if ('goOn' in deed) hostOf(world, deed.goOn).resume()
  else if ('kill' in deed) kill(world, deed.kill)
  else if ('start' in deed) at(world, deed.start).start()
  else if ('fill' in deed) setFull(world, deed.fill, true)
  else if ('empty' in deed) setFull(world, deed.empty, false)
  else if ('cutJournal' in deed) hurt(world, deed.cutJournal, disk => disk.cut(deed.toBytes))
  else if ('backUp' in deed) stage.backup = world.disk.snapshot()
  else if ('restore' in deed) putBack(world, operator, stage.backup)
  else if ('reboot' in deed) {
    if (deed.reboot === 'dashboard') rebootDashboard(world)
    else hostOf(world, deed.reboot).reboot(deed.how ?? 'orderly')
  } else if ('jump' in deed) {
    if (deed.jump === 'dashboard') jumpDashboard(world, deed.byMs)
    else hostOf(world, deed.jump).wallOffsetMs += deed.byMs
  } else if ('formerStartsAgain' in deed) {
    const former = world.deck === world.decks[0] ? world.decks[1] : world.decks[0]
    former.crash()
    former.wallOffsetMs += deed.aheadByMs
    former.start()
  } else if ('damageNewest' in deed) hurt(world, deed.damageNewest, disk => disk.damageNewest())
  else world.disk.crashIn = deed.dieAtStatement
  world.trouble(null)
}

async function takeOver({ world, operator }: Stage, pass: (ms: number) => Promise<void>): Promise<void> {
  operator.idle = true
  // Ends are known by revisions, and the other store counts its own.
  operator.ends.clear()
  world.tookOver = false
  world.deck = world.deck === world.decks[0] ? world.decks[1] : world.decks[0]
  const { deck } = world
  deck.start()
  const deadline = world.time.now + HEARD_WITHIN_MS
  while (deck.heard.size < world.hosts.length && world.time.now < deadline) await pass(LOOK_MS)
  const taken = await deck.service?.takeover({ by: 'bob', via: 'command-line' }, 'the first one hangs')
  if (taken?.length !== world.hosts.length) throw new Error(`took over ${taken?.join() ?? 'nothing'}`)
  world.tookOver = true
  world.rememberMeasures()
  world.trouble(null)
}

async function hold(
  { world, missed }: Stage,
  { holds, withinMs = HOLDS_WITHIN_MS }: Extract<Deed, { holds: unknown }>,
  pass: (ms: number) => Promise<void>,
): Promise<void> {
  const wrong = () =>
    world.hosts.filter(
      ({ id, machine }) => holds[id as NodeId] !== undefined && machine?.ordered !== holds[id as NodeId],
    )
  const deadline = world.time.now + withinMs
  while (wrong().length > 0 && world.time.now < deadline) await pass(LOOK_MS)
  for (const { id, machine } of wrong())
    missed.push({
      rule: 'what is ordered is in force soon after everything is well',
      what: `at ${world.time.now} ms: ${id} holds tier ${machine?.ordered}, not ${holds[id as NodeId]}`,
    })
}

function kill(world: World, place: Place): void {
  if (place === 'dashboard') world.deck.crash()
  else hostOf(world, place).kill()
}

const hurt = (world: World, id: NodeId, how: (disk: HostDisk) => void) => hostOf(world, id).hurtJournal(how)

function setFull(world: World, place: Place, full: boolean): void {
  if (place === 'dashboard') world.disk.full = full
  else hostOf(world, place).disk.full = full
}

function road(world: World, ids: readonly NodeId[], cut: boolean): void {
  for (const id of ids) {
    const found = world.deck.roads.get(id)
    if (found !== undefined) found.cut = cut
  }
}

function scopeOf(text: string) {
  const scope = parseScope(text)
  if (scope === null) throw new Error(`${text} is no scope`)
  return scope
}

function leaseOn(world: World, text: string) {
  const { kind, name } = scopeOf(text)
  const lease = world.orders()?.find(({ scope }) => scope.kind === kind && scope.name === name)
  if (lease === undefined) throw new Error(`nothing is ordered for ${text}`)
  return lease
}

function hostOf(world: World, id: NodeId) {
  const host = world.hosts.find(one => one.id === id)
  if (host === undefined) throw new Error(`there is no node ${id}`)
  return host
}

const at = (world: World, place: Place) => (place === 'dashboard' ? world.deck : hostOf(world, place))
