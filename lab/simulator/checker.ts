import { compareRevision, type Tier } from '@stormdeck/protocol'
import { type AgentHost, CLIMB_STEP_MS } from './agent-host.ts'
import { CrowdRules } from './crowd-rules.ts'
import { expectedTier } from './expected-orders.ts'
import type { Operator } from './operator.ts'
import { ScreenRules } from './screen-rules.ts'
import type { Rule, Violation } from './violation.ts'
import type { World } from './world.ts'
import type { TierStatus } from './wrapping.ts'

/** A change reaches a node that can be told, or was healed, within this time. */
const CONVERGED_MS = 2_000
/** An ending is in force this soon. */
const ENDED_MS = 1_000
const TICK_MS = 300
const NOT_REVIVED_MS = 1_500

/** Looks at the world as often as it is told and remembers every rule that did not hold. */
export class Checker {
  readonly violations: Violation[] = []
  /** Looks at which the policy ordered something, and at which a node protected itself: zero would prove nothing. */
  policyHeld = 0
  protectedItself = 0
  readonly #world: World
  readonly #operator: Operator
  /** Newest set seen in force, by node. */
  readonly #newest = new Map<string, { issuer: string; epoch: number; revision: number; starts: number }>()
  /** Since when a node holds something else than was ordered. */
  readonly #otherwiseSince = new Map<string, number>()
  readonly #steps = new Map<string, number>()
  /** Since when a node climbs, and from which tier. */
  readonly #climbing = new Map<string, { effective: Tier; since: number }>()
  readonly #crowd: CrowdRules
  readonly #screens: ScreenRules

  constructor(world: World, operator: Operator) {
    this.#world = world
    this.#operator = operator
    this.#crowd = new CrowdRules(world, (rule, what) => this.#fail(rule, what))
    this.#screens = new ScreenRules(world, (rule, what) => this.#fail(rule, what))
  }

  /** Rules about nodes; call it often. */
  look(): void {
    for (const host of this.#world.hosts) {
      if (host.machine === null || host.paused) continue
      const tier = host.machine.status()
      this.#neverOlder(host, tier)
      for (const set of host.notStored.splice(0))
        this.#fail('what is said to be stored is stored', `${host.id} does not have ${set} in its journal`)
      this.#oneStepAtATime(host)
      this.#climbs(host, tier)
      this.#endsByItself(host)
      this.#crowd.protects(host, tier)
      this.#converges(host)
      if (tier.local?.reason === 'soft-limit') this.protectedItself++
      if (tier.leases.some(({ origin }) => origin === 'policy')) this.policyHeld++
    }
    this.#crowd.policySteps()
    this.#screens.look()
  }

  /** No screen says done before it is, nor of a node that has gone to another set since; call it when screens are drawn. */
  screen(): void {
    this.#screens.draw()
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
        this.#fail(
          'a restore or takeover ends no measure',
          `${host.id} was at tier ${least}, and a restore or takeover ended that`,
        )
    }
    this.#world.measures = null
    return true
  }

  #neverOlder(host: AgentHost, tier: TierStatus): void {
    const before = this.#newest.get(host.id)
    if (tier.issuer === null) {
      if (before !== undefined && !host.journalHurt && host.durable !== null)
        this.#fail('no older set is in force after a newer one', `${host.id} forgot whom it obeys`)
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
      if (older)
        this.#fail(
          'no older set is in force after a newer one',
          `${host.id} has ${spell(now)} in force after ${spell(floor)}`,
        )
    }
    this.#newest.set(host.id, now)
  }

  #oneStepAtATime(host: AgentHost): void {
    const { steps } = host
    for (let index = this.#steps.get(host.id) ?? 0; index < steps.length; index++) {
      const [before, step] = [steps[index - 1], steps[index]]
      if (step === undefined) continue
      const jumps = step.to < step.from - 1
      const hurries =
        before?.starts === step.starts &&
        before.to < before.from &&
        step.to < step.from &&
        step.at - before.at < CLIMB_STEP_MS
      if (jumps || hurries)
        this.#fail(
          'the way back goes one tier at a time, paced',
          `${host.id} went from tier ${step.from} to ${step.to}, ${step.at - (before?.at ?? 0)} ms after its last step`,
        )
    }
    this.#steps.set(host.id, steps.length)
  }

  /** Says that it climbs, and does. */
  #climbs(host: AgentHost, { effective, local }: TierStatus): void {
    const { now } = this.#world.time
    const before = this.#climbing.get(host.id)
    if (local?.reason !== 'climbing') this.#climbing.delete(host.id)
    else if (before?.effective !== effective) this.#climbing.set(host.id, { effective, since: now })
    else if (now - Math.max(before.since, host.changedAt) > CLIMB_STEP_MS + 2 * TICK_MS)
      this.#fail(
        'the way back goes one tier at a time, paced',
        `${host.id} says that it climbs, and is at tier ${effective} for ${now - before.since} ms`,
      )
  }

  /** Also while nobody can be asked: a lease that a node holds is over a second after its end. */
  #endsByItself(host: AgentHost): void {
    const status = host.machine?.status()
    if (status === undefined) return
    const arrived = host.arrivals.filter(
      ({ revision, epoch }) => revision === status.revision && epoch === status.epoch,
    )
    const lateMs = Math.min(...arrived.map(({ at, sentAt }) => at - sentAt))
    if (!Number.isFinite(lateMs)) return
    const held = { epoch: status.epoch ?? 0, revision: status.revision ?? 0 }
    for (const lease of status.leases) {
      const end = this.#operator.ends
        .get(lease.id)
        ?.findLast(made => compareRevision(made, held) <= 0)?.endsAt
      if (end === undefined || end === null) continue
      const overdue = this.#world.time.now - end
      if (overdue > ENDED_MS + lateMs + host.unnotedMs)
        this.#fail(
          'a lease ends by itself',
          `${host.id} still holds ${lease.id} ${overdue} ms after its end (delivered ${lateMs} ms late, ${host.unnotedMs} ms lost by reboots)`,
        )
    }
  }

  #converges(host: AgentHost): void {
    const { time } = this.#world
    if (host.machine === null) return
    const { now } = time
    // A lease about to end is not revived on a node that lost it: the clocks of two hosts differ by as much.
    const moments = [now, now - ENDED_MS, now + NOT_REVIVED_MS + CONVERGED_MS]
    // People come first; the policy counts only where no lease of theirs applies.
    const policy = expectedTier(this.#world.policyOrders(), host, now)
    const wanted = moments.map(at => {
      const people = expectedTier(this.#operator.expected, host, at)
      return people > 1 ? people : policy
    })
    const { ordered, effective, local } = host.machine.status()
    if (wanted.includes(ordered)) this.#otherwiseSince.delete(host.id)
    const since = this.#otherwiseSince.get(host.id) ?? now
    if (!wanted.includes(ordered)) this.#otherwiseSince.set(host.id, since)
    if (effective < ordered)
      this.#fail(
        'no node enforces less than is ordered',
        `${host.id} enforces tier ${effective} where ${ordered} is ordered`,
      )
    if (!this.#world.wellFor(host, CONVERGED_MS)) return
    if (now - since >= CONVERGED_MS)
      this.#fail(
        'what is ordered is in force soon after everything is well',
        `${host.id} holds tier ${ordered}, and tier ${wanted[0]} is ordered since ${now - since} ms`,
      )
    const settled = now - (host.steps.at(-1)?.at ?? 0) > TICK_MS
    if (effective !== ordered && local === null && settled && wanted[0] === wanted[1])
      this.#fail(
        'a node that enforces something else says why',
        `${host.id} enforces tier ${effective} where ${ordered} is ordered`,
      )
  }

  #fail(rule: Rule, what: string): void {
    if (this.violations.length < 5)
      this.violations.push({ rule, what: `at ${(this.#world.time.now / 1_000).toFixed(3)} s: ${what}` })
  }
}

const spell = (set: { issuer: string; epoch: number; revision: number }) =>
  `${set.issuer} ${set.epoch}.${set.revision}`
