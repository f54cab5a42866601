import type { PolicyMode } from '../../lib/domain/tier/policy-mode.ts'
import { POOL } from './agent-host.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

const SCREEN_EVERY_MS = 1_000
const CALM = 100

/** Nodes fill up past their soft limit, stay between the thresholds for a while, and empty again. */
export function scheduleCrowds(world: World, random: Random, untilMs: number): void {
  for (let i = random.between(1, 4); i > 0; i--) {
    const host = random.pick(world.hosts)
    const at = random.between(0, untilMs)
    const between = at + random.between(500, 6_000)
    const change = (when: number, connections: number) =>
      world.time.at(when, () => {
        world.say(`${host.id} has ${connections} sessions`)
        host.crowd(connections)
      })
    change(at, random.between(POOL.soft, POOL.limit))
    change(between, random.between(POOL.warn, POOL.soft - 1))
    change(between + random.between(500, 6_000), CALM)
  }
}

/** The policy acts from the beginning, on nodes that become busy. A screen is open, since that is what makes it look. */
export function schedulePolicy(world: World, random: Random, untilMs: number): void {
  world.time.at(300, () => setPolicy(world, 'act'))
  for (let i = random.between(1, 3); i > 0; i--) {
    const host = random.pick(world.hosts)
    const at = random.between(1_000, untilMs)
    world.time.at(at, () => {
      world.say(`${host.id} is busy`)
      host.busy = true
    })
    world.time.at(at + random.between(3_000, 30_000), () => {
      host.busy = false
    })
  }
  const look = () => {
    world.deck.screen()
    world.time.after(SCREEN_EVERY_MS, look)
  }
  look()
}

/** Sets what the policy may do, until it is acknowledged. */
export function setPolicy(world: World, mode: PolicyMode): void {
  const { service } = world.deck
  const again = () => world.time.after(200, () => setPolicy(world, mode))
  if (service === null) return void again()
  world.time.settling.pending++
  service
    .setPolicy({ mode, reason: 'because' }, { by: 'ada', via: 'browser' })
    .then(() => world.say(`policy: ${mode}`), again)
    .finally(() => {
      world.time.settling.pending--
    })
}
