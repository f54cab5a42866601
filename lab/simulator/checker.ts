import { compareRevision } from '@stormdeck/protocol'
import type { AgentHost } from './agent-host.ts'
import { expectedTier } from './expected-orders.ts'
import type { Operator } from './operator.ts'
import type { World } from './world.ts'

/** A change reaches a node that can be told, or was healed, within this time. */
const CONVERGED_MS = 2_000
/** An ending is in force this soon. */
const ENDED_MS = 1_000
const TICK_MS = 300
const NOT_REVIVED_MS = 1_500

/** Looks at the world as often as it is told and remembers every rule that did not hold. */
export class Checker {
  readonly violations: string[] = []
  readonly #world: World
  readonly #operator: Operator
  /** Newest set seen in force, by node. */
  readonly #newest = new Map<string, { issuer: string; epoch: number; revision: number; starts: number }>()
  /** Since when a node holds something else than was ordered. */
  readonly #otherwiseSince = new Map<string, number>()
  readonly #steps = new Map<string, number>()

  constructor(world: World, operator: Operator) {
    this.#world = world
    this.#operator = operator
  }

  /** Rules about nodes; call it often. */
  look(): void {
    for (const host of this.#world.hosts) {
      if (host.machine === null || host.paused) continue
      const tier = host.machine.status()
      this.#neverOlder(host, tier)
      this.#oneStepAtATime(host)
      this.#endsByItself(host)
      this.#converges(host)
    }
  }

  /** The screen never says done before it is; call it when a screen is drawn. */
  screen(): void {
    const screen = this.#world.deck.screen()
    if (screen === null) return
    const missing = new Set(screen.applied.missing.map(({ id }) => id))
    for (const { id, enforced } of this.#world.hosts) {
      if (missing.has(id) || enforced >= screen.revision) continue
      this.#fail(`the screen counts ${id} as done with revision ${screen.revision}, which it never enforced`)
    }
  }

  /**
   * After a restore or a takeover: true once every node could be told, and then none may be in a higher tier than the
   * measures that were in force on it.
   */
  measuresKept(): boolean {
    const { measures, hosts, time } = this.#world
    if (this.#world.tookOver && measures === null) return true
    if (measures === null) return false
    if (!this.#world.tookOver || !hosts.every(host => this.#world.wellFor(host, CONVERGED_MS))) return false
    for (const host of hosts) {
      const least = expectedTier(measures.get(host.id) ?? [], host, time.now + ENDED_MS)
      // Lost by the store and by the node: nobody is left who knew.
      const lostTwice = host.hurtAt >= this.#world.measuredAt
      if (this.#world.heldTier(host) < least && !lostTwice)
        this.#fail(`${host.id} was at tier ${least}, and a restore or takeover ended that`)
    }
    this.#world.measures = null
    return true
  }

  #neverOlder(
    host: AgentHost,
    tier: { issuer: string | null; epoch: number | null; revision: number | null },
  ): void {
    const before = this.#newest.get(host.id)
    if (tier.issuer === null) {
      if (before !== undefined && !host.journalHurt && host.durable !== null)
        this.#fail(`${host.id} forgot whom it obeys`)
      return
    }
    const now = {
      issuer: tier.issuer,
      epoch: tier.epoch ?? 0,
      revision: tier.revision ?? 0,
      starts: host.starts,
    }
    const restarted = before !== undefined && before.starts !== host.starts
    const floor = restarted ? host.durable : (before ?? null)
    const excused = restarted && host.journalHurt
    if (floor !== null && !excused) {
      const older = now.issuer === floor.issuer ? compareRevision(now, floor) < 0 : now.epoch <= floor.epoch
      if (older) this.#fail(`${host.id} has ${spell(now)} in force after ${spell(floor)}`)
    }
    this.#newest.set(host.id, now)
  }

  #oneStepAtATime(host: AgentHost): void {
    const from = this.#steps.get(host.id) ?? 0
    for (const step of host.steps.slice(from))
      if (step.to < step.from - 1) this.#fail(`${host.id} jumped from tier ${step.from} to ${step.to}`)
    this.#steps.set(host.id, host.steps.length)
  }

  /** Also while nobody can be asked: a lease that a node holds is over a second after its end. */
  #endsByItself(host: AgentHost): void {
    const status = host.machine?.status()
    if (status === undefined || host.rebootedSinceArrival) return
    const arrived = host.arrivals.filter(
      ({ revision, epoch }) => revision === status.revision && epoch === status.epoch,
    )
    const lateMs = Math.min(...arrived.map(({ at, sentAt }) => at - sentAt))
    if (!Number.isFinite(lateMs)) return
    for (const lease of status.leases) {
      const end = this.#operator.ends
        .get(lease.id)
        ?.findLast(({ revision }) => revision <= (status.revision ?? 0))?.endsAt
      if (end === undefined || end === null) continue
      const overdue = this.#world.time.now - end
      if (overdue > ENDED_MS + lateMs)
        this.#fail(
          `${host.id} still holds ${lease.id} ${overdue} ms after its end (delivered ${lateMs} ms late)`,
        )
    }
  }

  #converges(host: AgentHost): void {
    const { time } = this.#world
    if (host.machine === null) return
    const { now } = time
    // A lease about to end is not revived on a node that lost it: the clocks of two hosts differ by as much.
    const moments = [now, now - ENDED_MS, now + NOT_REVIVED_MS + CONVERGED_MS]
    const wanted = moments.map(at => expectedTier(this.#operator.expected, host, at))
    const { ordered, effective, local } = host.machine.status()
    if (wanted.includes(ordered)) this.#otherwiseSince.delete(host.id)
    const since = this.#otherwiseSince.get(host.id) ?? now
    if (!wanted.includes(ordered)) this.#otherwiseSince.set(host.id, since)
    if (!this.#world.wellFor(host, CONVERGED_MS)) return
    if (now - since >= CONVERGED_MS)
      this.#fail(`${host.id} holds tier ${ordered}, and tier ${wanted[0]} is ordered since ${now - since} ms`)
    const settled = now - (host.steps.at(-1)?.at ?? 0) > TICK_MS
    if (effective !== ordered && local === null && settled && wanted[0] === wanted[1])
      this.#fail(`${host.id} enforces tier ${effective} where ${ordered} is ordered, and does not say why`)
  }

  #fail(what: string): void {
    if (this.violations.length < 5)
      this.violations.push(`at ${(this.#world.time.now / 1_000).toFixed(3)} s: ${what}`)
  }
}

const spell = (set: { issuer: string; epoch: number; revision: number }) =>
  `${set.issuer} ${set.epoch}.${set.revision}`
