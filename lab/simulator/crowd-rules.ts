import type { Tier } from '@stormdeck/protocol'
import { type AgentHost, POOL } from './agent-host.ts'
import { expectedTier } from './expected-orders.ts'
import type { Rule } from './violation.ts'
import type { World } from './world.ts'
import type { TierStatus } from './wrapping.ts'

/** A node looks at its pool four times a second. */
const LOOKED_MS = 600
const STEP_INTERVAL_MS = 60_000

/** Rules about what happens without a person: local protection and policy. */
export class CrowdRules {
  readonly #world: World
  readonly #fail: (rule: Rule, what: string) => void
  /** Where the policy holds each node, and when it last degraded it under this start of the dashboard. */
  readonly #policy = new Map<string, { tier: Tier; at: number; deckStartedAt: number }>()

  constructor(world: World, fail: (rule: Rule, what: string) => void) {
    this.#world = world
    this.#fail = fail
  }

  /** From the soft limit on a node protects itself, until it is under the warning threshold (F22). */
  protects({ id, connections, changedAt }: AgentHost, { effective, local }: TierStatus): void {
    const rule = 'local protection lasts as long as its cause'
    if (this.#world.time.now - changedAt < LOOKED_MS) return
    if (connections >= POOL.soft && effective < 2) this.#fail(rule, `${id} is at its soft limit in tier 1`)
    if (connections < POOL.warn && local?.reason === 'soft-limit')
      this.#fail(rule, `${id} protects itself with ${connections} sessions`)
  }

  /** A dashboard that was started again does not know when it took its last step. */
  policySteps(): void {
    const { deck, hosts, time } = this.#world
    if (!deck.up) return
    const orders = this.#world.policyOrders()
    for (const host of hosts) {
      const tier = expectedTier(orders, host, time.now)
      const before = this.#policy.get(host.id)
      const lastAt = before?.deckStartedAt === deck.startedAt ? before.at : Number.NEGATIVE_INFINITY
      const degrades = tier > (before?.tier ?? 1)
      if (degrades && (tier > (before?.tier ?? 1) + 1 || time.now - lastAt < STEP_INTERVAL_MS - 1_000))
        this.#fail(
          'the policy takes one step a minute',
          `${host.id} went from tier ${before?.tier ?? 1} to ${tier}, ${time.now - lastAt} ms after the step before`,
        )
      this.#policy.set(host.id, { tier, at: degrades ? time.now : lastAt, deckStartedAt: deck.startedAt })
    }
  }
}
