import type { Scope, Tier } from '@stormdeck/protocol'
import type { LeaseChange, OrderAnswer, TierOrder } from '../../lib/contract/tier-order.ts'
import { ApiFailure } from '../../lib/server/http/api-failure.ts'
import type { Actor } from '../../lib/server/tiers/plan-order.ts'
import type { Deck } from './deck.ts'
import { after, type Deed, type ExpectedLease, sameOrders } from './expected-orders.ts'
import type { Violation } from './violation.ts'
import { NODES, SCOPES, type World } from './world.ts'

const ACTOR: Actor = { by: 'ada', via: 'browser' }
/** The store counts whole milliseconds and rounds a remainder down. */
const SLACK_MS = 5

/** A person at the dashboard, and what ought to be in force because of them. */
export class Operator {
  /** What acknowledged orders add up to. */
  expected: ExpectedLease[] = []
  /** Ends that were acknowledged, by lease, with the set that each was in first. */
  readonly ends = new Map<string, { epoch: number; revision: number; endsAt: number | null }[]>()
  acknowledged = 0
  refused = 0
  readonly violations: Violation[] = []
  /** Sent, and the dashboard died before it answered: either is right afterwards, and nothing else. */
  idle = false
  #unanswered: Deed | null = null
  #busy = false
  #seenStart: { deck: Deck; starts: number; hasBegun: boolean } | null = null
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** Does one thing, if the dashboard is up and the last thing is done. */
  act(): void {
    const { deck, random } = this.#world
    if (this.idle || this.#busy || deck.service === null || this.#unanswered !== null) return
    const leases = this.#world.orders() ?? []
    if (leases.length > 0 && random.chance(0.35)) {
      const lease = random.pick(leases)
      const change = random.chance(0.5) ? 'release' : 'extend'
      this.change(lease, change, random.between(5, 30) * 1_000)
    } else {
      const tier = random.pick([1, 2, 2, 3, 3, 4, 5] as const)
      const scope = random.pick(SCOPES)
      const durationMs = random.chance(0.15) ? null : random.between(5, 40) * 1_000
      this.order(tier, scope, durationMs, random.chance(0.08) ? 1 : 0)
    }
  }

  /** What was expected and is in the store must be the same; call it whenever the dashboard is up. */
  compare(why: string): void {
    const found = this.#world.orders()
    if (found === null || this.#busy) return
    if (this.#world.deck.clockWasMoved) {
      this.#world.deck.clockWasMoved = !this.#world.deck.endsAreStored
      this.adopt()
      return
    }
    const { now } = this.#world.time
    const options =
      this.#unanswered === null
        ? [this.expected]
        : [this.expected, after(this.expected, this.#unanswered, NODES)]
    const match = options.find(option => sameOrders(option, found, now, SLACK_MS))
    if (match === undefined) {
      this.violations.push({
        rule: 'no acknowledged order is lost and none is invented',
        what: `${why}: expected ${spell(this.expected)}, found ${spell(found)}`,
      })
      this.expected = found
    } else {
      const settled = this.#unanswered
      if (settled?.kind === 'extend' && match !== this.expected) this.#noteEnd(settled.id, settled.endsAt)
      const idOf = (lease: ExpectedLease) => lease.id ?? found.find(other => same(other, lease))?.id ?? null
      this.expected = match.map(lease => ({ ...lease, id: idOf(lease) }))
    }
    this.#unanswered = null
  }

  /** Once after every start of the dashboard in charge, and once when it has begun its epoch: on a full disk that is later. */
  compareAfterStart(): void {
    const { deck } = this.#world
    const { starts, hasBegun } = deck
    const seen = this.#seenStart
    if (!deck.up || (seen?.deck === deck && seen.starts === starts && seen.hasBegun === hasBegun)) return
    this.#seenStart = { deck, starts, hasBegun }
    if (!this.idle) this.compare('after a restart')
  }

  /** Takes what the store has as the truth: after a restore, or a reboot with a clock that jumped. */
  adopt(): void {
    this.expected = this.#world.orders() ?? []
    this.#unanswered = null
    // Every set since the start has these ends, also one that the policy or an ending has replaced by now.
    const { revisionAtStart, hasBegun } = this.#world.deck
    if (!hasBegun) return
    for (const { id, endsAt } of this.expected) this.#noteEnd(id ?? '', endsAt, revisionAtStart)
  }

  #noteEnd(id: string, endsAt: number | null, revision = this.#world.deck.service?.revision() ?? 0): void {
    const epoch = this.#world.deck.newest?.epoch ?? 0
    this.ends.set(id, [...(this.ends.get(id) ?? []), { epoch, revision, endsAt }])
  }

  /** @param behind how many revisions the screen is behind the store */
  order(tier: Tier, scope: Scope, durationMs: number | null, behind = 0): void {
    const { time, deck } = this.#world
    const order: TierOrder = {
      tier,
      scope,
      durationMs,
      reason: 'because',
      drainPerSecond: null,
      seenRevision: (deck.service?.revision() ?? 0) - behind,
      confirmed: true,
    }
    const endsAt = durationMs === null ? null : time.now + durationMs
    this.#do(
      `order ${tier} ${scope.name ?? 'fleet'} ${durationMs}`,
      { kind: 'order', tier, scope, endsAt },
      () => deck.service?.order(order, ACTOR),
    )
  }

  change(lease: ExpectedLease, how: LeaseChange['change'], durationMs: number): void {
    const { time, deck } = this.#world
    const id = lease.id ?? ''
    const change: LeaseChange = {
      change: how,
      durationMs,
      reason: 'because',
      seenRevision: deck.service?.revision() ?? 0,
      confirmed: true,
    }
    const deed: Deed =
      how === 'release' ? { kind: 'release', id } : { kind: 'extend', id, endsAt: time.now + durationMs }
    this.#do(`${how} ${id} ${durationMs}`, deed, () => deck.service?.change(id, change, ACTOR))
  }

  #do(what: string, deed: Deed, call: () => Promise<OrderAnswer> | undefined): void {
    const world = this.#world
    this.#busy = true
    world.time.settling.pending++
    const asked = call() ?? Promise.reject(new Error('the dashboard is down'))
    asked
      .then(
        answer => {
          this.#busy = false
          this.#acknowledge(what, deed, answer)
        },
        (error: unknown) => {
          this.#busy = false
          world.say(`${what}: ${error instanceof Error ? error.message : error}`)
          this.refused++
          // A refusal is the word of a dashboard that is still there: it changed nothing, on a full disk as well.
          if (!(error instanceof ApiFailure) || !world.deck.up) this.#unanswered = deed
          if (world.deck.up) this.compare(`after the refusal of ${what}`)
        },
      )
      .finally(() => {
        world.time.settling.pending--
      })
  }

  #acknowledge(what: string, deed: Deed, answer: OrderAnswer): void {
    const world = this.#world
    world.say(`${what}: acknowledged, revision ${answer.revision}`)
    world.trouble(null)
    this.acknowledged++
    this.expected = after(this.expected, deed, NODES)
    if (answer.lease !== null && deed.kind !== 'release') this.#noteEnd(answer.lease.id, deed.endsAt)
    this.compare(`after ${what}`)
  }
}

const same = (a: ExpectedLease, b: ExpectedLease) =>
  a.tier === b.tier && a.scope.kind === b.scope.kind && a.scope.name === b.scope.name

const spell = (leases: readonly ExpectedLease[]) =>
  `[${leases.map(({ tier, scope, endsAt }) => `${tier} ${scope.name ?? 'fleet'} until ${endsAt}`).join('; ')}]`
