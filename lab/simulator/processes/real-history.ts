import { rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatScope, type Scope } from '@stormdeck/protocol'
import type { OrderAnswer } from '../../../lib/contract/tier-order.ts'
import type { Standing } from '../../../lib/server/tiers/describe-standing.ts'
import { after, type Deed, type ExpectedLease, expectedTier } from '../expected-orders.ts'
import { type Random, seededRandom } from '../random.ts'
import { SCOPES } from '../world.ts'
import { fillDisk } from './fill-disk.ts'
import { RealChecker, SLACK_MS } from './real-checker.ts'
import { REAL_NODES, type RealWorld } from './real-world.ts'
import { killNow } from './start-process.ts'

/** The ordered tier is there this long after everything is well again. */
const CONVERGED_MS = 2_000
const POLL_MS = 50

type Fault = (world: RealWorld, random: Random, checker: RealChecker) => Promise<void>

/** Each is over, and everything runs again, when it resolves. */
export const REAL_FAULTS: Record<string, Fault> = {
  'dashboard kill -9': async world => {
    if (world.deck) await killNow(world.deck)
    await world.startDeck()
  },
  'agent kill -9': async (world, random) => {
    const { id } = random.pick(REAL_NODES)
    const child = world.agents.get(id)
    if (child) await killNow(child)
    await world.startAgent(id)
  },
  'agent stopped': async (world, random) => {
    const child = world.agents.get(random.pick(REAL_NODES).id)
    child?.kill('SIGSTOP')
    await sleep(random.between(200, 2_500))
    child?.kill('SIGCONT')
  },
  'dashboard stopped': async (world, random) => {
    world.deck?.kill('SIGSTOP')
    await sleep(random.between(200, 1_500))
    world.deck?.kill('SIGCONT')
  },
  'sockets cut': async (world, random) => {
    for (const road of world.roads.values()) {
      road.cut = random.chance(0.6)
      if (road.cut) road.drop()
    }
    await sleep(random.between(100, 1_500))
    for (const road of world.roads.values()) road.cut = false
  },
  'dashboard disk full': async (world, random) => {
    const filler = join(world.dataDir, 'filler')
    fillDisk(filler)
    await sleep(random.between(200, 1_200))
    rmSync(filler, { force: true })
  },
  'agent disk full': async (world, random) => {
    const filler = join(world.dir, random.pick(REAL_NODES).id, 'filler')
    fillDisk(filler)
    await sleep(random.between(200, 1_200))
    rmSync(filler, { force: true })
  },
  'agent journal cut': async (world, random, checker) => {
    const { id } = random.pick(REAL_NODES)
    const child = world.agents.get(id)
    if (child) await killNow(child)
    checker.journalHurt(id)
    truncateSync(join(world.dir, id, 'leases.journal'), random.between(0, 131_071))
    await world.startAgent(id)
  },
}

/** Orders through a fault, then asks every agent itself. */
export class RealHistories {
  expected: ExpectedLease[] = []
  readonly #world: RealWorld
  readonly #checker: RealChecker

  constructor(world: RealWorld) {
    this.#world = world
    this.#checker = new RealChecker(world)
  }

  /** @returns what went wrong; empty when every rule held */
  async run(seed: number): Promise<{ what: string; problems: string[] }> {
    const random = seededRandom(seed)
    // In turn, so that each kind comes as often.
    const names = Object.keys(REAL_FAULTS)
    const name = names[seed % names.length] ?? ''
    const fault = REAL_FAULTS[name] ?? (async () => {})
    const ends = random.chance(0.4)
    const orders: string[] = []
    // The order falls into the fault, and may be refused there; what was acknowledged must hold.
    const faulty = sleep(random.between(0, 150)).then(() => fault(this.#world, random, this.#checker))
    orders.push(await this.#order(random, ends))
    await faulty
    orders.push(await this.#settleUnknown())
    const problems = await this.#converge(`seed ${seed}`)
    problems.push(...this.#checker.violations.splice(0))
    return { what: `${name}; ${orders.filter(text => text !== '').join('; ')}`, problems }
  }

  #unknown: Deed | null = null

  async #order(random: Random, ends: boolean): Promise<string> {
    const tier = random.pick([1, 2, 3, 4, 5] as const)
    const scope: Scope = random.pick(SCOPES)
    const durationMs = ends ? 5_000 : random.between(60, 600) * 1_000
    const name = `tier ${tier} for ${formatScope(scope)} ${durationMs / 1_000} s`
    const deed = (): Deed => ({ kind: 'order', tier, scope, endsAt: Date.now() + durationMs })
    try {
      const { revision } = await this.#world.ask<Standing>('list', { limit: null })
      this.#unknown = deed()
      await this.#world.ask<OrderAnswer>('order', {
        tier,
        scope,
        durationMs,
        reason: 'real history',
        drainPerSecond: null,
        seenRevision: revision,
        confirmed: true,
      })
      this.#unknown = null
      this.expected = after(this.expected, deed(), REAL_NODES)
      return `${name} acknowledged`
    } catch (error) {
      return `${name} not acknowledged (${error instanceof Error ? error.message.slice(0, 80) : error})`
    }
  }

  /** An order that nobody answered holds or does not; nothing else is right. */
  async #settleUnknown(): Promise<string> {
    if (this.#unknown === null) return ''
    const { leases } = await this.#patiently(() => this.#world.ask<Standing>('list', { limit: null }))
    const held = (wanted: readonly ExpectedLease[]) =>
      wanted.every(lease =>
        leases.some(
          other => other.tier === lease.tier && formatScope(other.scope) === formatScope(lease.scope),
        ),
      )
    const now = Date.now()
    const running = (wanted: readonly ExpectedLease[]) =>
      wanted.filter(({ endsAt }) => (endsAt ?? now + 1) > now + 500)
    const withIt = after(this.expected, this.#unknown, REAL_NODES)
    const took =
      held(running(withIt)) &&
      leases.length >= running(withIt).length &&
      leases.length !== running(this.expected).length
    const same = leases.length === running(this.expected).length && held(running(this.expected))
    if (took && !same) this.expected = withIt
    this.#unknown = null
    return took && !same ? 'it was stored' : 'it was not stored'
  }

  async #converge(name: string): Promise<string[]> {
    const deadline = Date.now() + CONVERGED_MS + SLACK_MS
    for (;;) {
      const problems = await this.#differences()
      if (problems.length === 0) return []
      if (Date.now() > deadline) return problems.map(problem => `${name}: ${problem}`)
      await sleep(POLL_MS)
    }
  }

  async #differences(): Promise<string[]> {
    const problems: string[] = []
    const standing = await this.#checker.standing()
    if (standing === null) return ['the dashboard does not answer']
    for (const node of REAL_NODES) {
      const tier = await this.#checker.look(node.id, standing)
      const now = Date.now()
      const wanted = [
        expectedTier(this.expected, node, now),
        expectedTier(this.expected, node, now - SLACK_MS),
      ]
      if (tier === null) problems.push(`${node.id} does not answer`)
      else if (!wanted.includes(tier.ordered))
        problems.push(`${node.id} holds tier ${tier.ordered}, ordered is ${wanted[0]}`)
      // In the end the dashboard says so; one that climbs is not done, and says that itself.
      const said = standing.nodes.find(({ id }) => id === node.id)
      if (said === undefined) problems.push(`the dashboard does not list ${node.id}`)
      else if (said.missing !== null && tier?.local?.reason !== 'climbing')
        problems.push(`the dashboard says that ${node.id} ${said.missing}`)
    }
    return problems
  }

  async #patiently<T>(call: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await call()
      } catch (error) {
        if (tries > 40) throw error
        await sleep(100)
      }
    }
  }
}
