import type { Lease } from '@stormdeck/protocol'
import { Checker } from './checker.ts'
import { excuseMeasures, FAULT_NAMES, FAULTS, type FaultName, heal } from './faults.ts'
import type { Snapshot } from './faulty-database.ts'
import { Operator } from './operator.ts'
import { seededRandom } from './random.ts'
import { scheduleCrowds, schedulePolicy, setPolicy } from './schedule-crowds.ts'
import type { Violation } from './violation.ts'
import { World, type WorldParts } from './world.ts'

const ACTIVE_MS = 30_000
const LOOK_MS = 250
const HEALED_MS = 5_000
export const ISSUERS = ['deck-first', 'deck-second'] as const
const BACK_AFTER_MS = 9_000
/** Longest lease of an operator, and a second. */
const ALL_OVER_MS = 42_000

export type HistoryPlan = {
  seed: number
  /** Only these faults; all of them when left out. */
  faults?: readonly FaultName[]
  /** A second dashboard takes the nodes over half-way; `and back`: the first one takes them back later. */
  takeover?: boolean | 'and back'
  /** The store is put back to an earlier state half-way. */
  restore?: boolean
  /** Nodes fill up and empty again, and protect themselves meanwhile. */
  crowds?: boolean
  /** Nodes are busy, and the policy acts. */
  policy?: boolean
}

export type HistoryResult = {
  seed: number
  acknowledged: number
  refused: number
  /** Looks at which the policy ordered something, and at which a node protected itself. */
  policyHeld: number
  protectedItself: number
  violations: Violation[]
  log: string[]
}

/** One random history, the same every time for the same plan. */
export async function runHistory(
  plan: HistoryPlan,
  parts: Omit<WorldParts, 'random'>,
): Promise<HistoryResult> {
  const random = seededRandom(plan.seed)
  await parts.disks[0].reset(ISSUERS[0])
  await parts.disks[1].reset(ISSUERS[1])
  const world = new World({ ...parts, random })
  const operator = new Operator(world)
  const checker = new Checker(world, operator)
  world.deck.start()
  schedule(world, operator, plan)
  // From numbers of their own, so that the rest of a history is the same with and without them.
  const extra = seededRandom(plan.seed ^ 0x2545f491)
  if (plan.crowds) scheduleCrowds(world, extra, ACTIVE_MS)
  if (plan.policy) schedulePolicy(world, extra, ACTIVE_MS)
  await watch(world, operator, checker, ACTIVE_MS)
  heal(world)
  if (plan.policy) setPolicy(world, 'off')
  await watch(world, operator, checker, HEALED_MS)
  const audit = await verifyAudit(world)
  if (random.chance(0.3)) world.deck.crash()
  await watch(world, operator, checker, ALL_OVER_MS)
  return {
    seed: plan.seed,
    acknowledged: operator.acknowledged,
    refused: operator.refused,
    policyHeld: checker.policyHeld,
    protectedItself: checker.protectedItself,
    violations: [...operator.violations, ...checker.violations, ...audit, ...notReleased(world)],
    log: world.log,
  }
}

/** Spreads orders and faults over the active part. */
function schedule(world: World, operator: Operator, plan: HistoryPlan): void {
  const { random, time } = world
  for (let i = random.between(3, 12); i > 0; i--)
    time.at(random.between(200, ACTIVE_MS), () => operator.act())
  for (let i = random.between(0, 6); i > 0; i--) {
    const name = random.pick(plan.faults ?? FAULT_NAMES)
    time.at(random.between(0, ACTIVE_MS), () => {
      world.say(name)
      const jumps = world.deck.wallOffsetMs
      FAULTS[name](world)
      if (name === 'dashboard host rebooted' && jumps !== 0) world.say('with a clock that had jumped')
    })
  }
  const half = ACTIVE_MS / 2
  if (plan.takeover) time.at(half, () => takeOver(world, operator, 1))
  if (plan.takeover === 'and back') time.at(half + BACK_AFTER_MS, () => takeOver(world, operator, 0))
  if (plan.restore) scheduleRestore(world, operator, half)
}

function scheduleRestore(world: World, operator: Operator, at: number): void {
  const { random, time } = world
  let snapshot = world.disk.snapshot()
  time.at(random.between(1_000, at - 2_000), () => {
    if (world.deck.up) snapshot = world.disk.snapshot()
  })
  time.at(at, () => {
    world.deck.crash()
    putBack(world, operator, snapshot)
    world.deck.restartAfter(500)
  })
}

/** A restore: the store of a dashboard that is down is as it was. */
export function putBack(world: World, operator: Operator, snapshot: Snapshot): void {
  world.say('the store is put back to an earlier state')
  world.disk.restore(snapshot)
  world.rememberMeasures()
  const { deck } = world
  // The leases in it are of an earlier boot, and the wall clock has jumped since.
  if (deck.wallOffsetMs !== 0 && !deck.endsAreStored) {
    deck.clockWasMoved = true
    excuseMeasures(world)
  }
  operator.idle = true
  // Revisions are counted from the backup again, and its ends are the true ones now.
  operator.ends.clear()
}

/**
 * The dashboard that loses stays up and goes on trying, or is down and is started again with a newer epoch; from now on the
 * orders of the one that takes over count.
 */
function takeOver(world: World, operator: Operator, by: 0 | 1): void {
  const loser = world.deck
  world.say(`the ${by === 1 ? 'second' : 'first'} dashboard takes over`)
  operator.idle = true
  // Ends are known by revisions, and the other store counts its own.
  operator.ends.clear()
  // Nodes are held against another book from now on, so that what they differed from until now is no delay of this one.
  world.trouble(null)
  const begunAt = world.time.now
  world.tookOver = false
  world.deck = world.decks[by]
  world.deck.start()
  const wasDown = world.random.chance(0.4)
  if (wasDown) loser.crash()
  const restartLoser = () => {
    world.say('the dashboard that lost is started again')
    loser.crash()
    // Epochs are numbered by the clock: with one that runs ahead its next epoch is above everybody's.
    if (world.random.chance(0.5)) loser.wallOffsetMs += world.random.between(60_000, 3_600_000)
    loser.restartAfter(world.random.between(200, 4_000))
  }
  const attempt = () => {
    if (world.deck !== world.decks[by]) return
    const { service, heard } = world.deck
    world.trouble(null)
    // Whom a node obeyed before its road was cut says nothing about now: one would take over nodes that are ours by all we know.
    const heardSince = [...heard.values()].filter(({ at }) => at >= begunAt)
    if (service === null || heardSince.length < world.hosts.length) {
      world.time.after(500, attempt)
      return
    }
    // What was left was left when it was said.
    const less = (lease: Lease, ageMs: number) => ({
      ...lease,
      remainingMs: lease.remainingMs && lease.remainingMs - ageMs,
    })
    const kept = new Map(
      [...heard].map(([id, { status, at }]) => {
        const ageMs = world.time.now - at + 100
        return [id, status.tier.leases.map(lease => less(lease, ageMs))]
      }),
    )
    world.time.settling.pending++
    service
      .takeover({ by: 'bob', via: 'command-line' }, 'the first one hangs')
      .then(
        nodes => {
          world.say(`took over ${nodes.join()}`)
          world.tookOver = true
          if (wasDown || world.random.chance(0.5))
            world.time.after(world.random.between(0, 4_000), restartLoser)
          world.rememberMeasures(host => kept.get(host.id))
          if (nodes.length === 0) world.time.after(500, lookAgain)
        },
        () => world.time.after(500, attempt),
      )
      .finally(() => {
        world.trouble(null)
        world.time.settling.pending--
      })
  }
  // Nothing to take: what the other one had begun has not reached a node yet, and goes on. Somebody who sees it arrive asks again.
  const lookAgain = () => {
    if (world.deck !== world.decks[by]) return
    const issuer = by === 1 ? ISSUERS[0] : ISSUERS[1]
    if (![...world.deck.heard.values()].some(({ status }) => status.tier.issuer === issuer)) {
      world.time.after(500, lookAgain)
      return
    }
    operator.idle = true
    operator.ends.clear()
    world.tookOver = false
    attempt()
  }
  world.time.after(1_500, attempt)
}

/** Lets time pass, and looks on. */
export async function watch(world: World, operator: Operator, checker: Checker, ms: number): Promise<void> {
  const end = world.time.now + ms
  for (let looks = 0; world.time.now < end; looks++) {
    await world.time.runTo(Math.min(end, world.time.now + LOOK_MS))
    if (operator.idle) operator.adopt()
    operator.compareAfterStart()
    checker.look()
    if (operator.idle && checker.measuresKept()) operator.idle = false
    if (looks % 8 === 0) checker.screen()
  }
}

/** When everything is over: a node that holds no lease serves in full. */
function notReleased(world: World): Violation[] {
  return world.hosts.flatMap(({ id, machine }) => {
    const status = machine?.status()
    if (status === undefined || status.leases.length > 0) return []
    const { ordered, effective } = status
    return ordered === 1 && effective === 1
      ? []
      : [
          {
            rule: 'every node serves in full when everything is over' as const,
            what: `${id} holds no lease at the end, and is at tier ${effective} (ordered ${ordered})`,
          },
        ]
  })
}

export async function verifyAudit(world: World): Promise<Violation[]> {
  const { ok, problem } = await world.disk.open(() => {}).audit.verify()
  return ok ? [] : [{ rule: 'the audit chain holds', what: `the chain is broken: ${problem}` }]
}
