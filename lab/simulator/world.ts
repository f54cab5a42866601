import { type Lease, type Scope, scopeCovers, type Tier } from '@stormdeck/protocol'
import type { Keys } from '../../lib/server/tiers/keys.ts'
import type { Keys as AgentKeys } from '../../packages/agent/src/tier/verify-set.ts'
import { AgentHost } from './agent-host.ts'
import { Deck } from './deck.ts'
import type { ExpectedLease } from './expected-orders.ts'
import type { DeckDisk } from './faulty-database.ts'
import type { Random } from './random.ts'
import { type Settling, Timeline } from './timeline.ts'
import type { Wrapping } from './wrapping.ts'

export const NODES = [
  { id: 'ws-1', group: 'eu' },
  { id: 'ws-2', group: 'eu' },
  { id: 'ws-3', group: 'us' },
] as const

export const SCOPES: readonly Scope[] = [
  { kind: 'fleet', name: null },
  { kind: 'group', name: 'eu' },
  { kind: 'group', name: 'us' },
  ...NODES.map(({ id }): Scope => ({ kind: 'node', name: id })),
]

export type WorldParts = {
  random: Random
  disks: readonly [DeckDisk, DeckDisk]
  /** Signing keys of the two dashboards, and what agents trust. */
  keys: readonly [Keys, Keys]
  trust: AgentKeys
  checkSignatures: boolean
  /** Counts what is under way in either store. */
  settling: Settling
  wrapping?: Wrapping | undefined
}

/** Three hosts, a dashboard, and a second one that may take over. */
export class World {
  readonly time: Timeline
  readonly random: Random
  readonly disks: WorldParts['disks']
  readonly hosts: readonly AgentHost[]
  readonly decks: readonly [Deck, Deck]
  /** The dashboard whose orders count. */
  deck: Deck
  /** What was in force on each node when orders were lost on purpose (restore, takeover), and must stay so. */
  measures: Map<string, ExpectedLease[]> | null = null
  measuredAt = 0
  /** The dashboard in charge has said that it took the nodes over. */
  tookOver = true
  readonly log: string[] = []
  /** When a node last had any trouble that explains a delay, by its id. */
  readonly troubleAt = new Map<string, number>()

  constructor(parts: WorldParts) {
    const time = new Timeline(parts.settling)
    this.time = time
    this.random = parts.random
    this.disks = parts.disks
    const { random, trust, wrapping } = parts
    this.hosts = NODES.map(node => new AgentHost(node, { time, random, keys: trust, wrapping }))
    const makeDeck = (index: 0 | 1) =>
      new Deck({
        time,
        random,
        disk: parts.disks[index],
        hosts: this.hosts,
        keys: parts.keys[index],
        checkSignatures: parts.checkSignatures,
        wrapping,
      })
    this.decks = [makeDeck(0), makeDeck(1)]
    this.deck = this.decks[0]
    for (const host of this.hosts) host.start()
  }

  get disk(): DeckDisk {
    return this.deck === this.decks[0] ? this.disks[0] : this.disks[1]
  }

  say(text: string): void {
    this.log.push(`${(this.time.now / 1_000).toFixed(3)} ${text}`)
  }

  /** Something happened that delays a node, or (without one) all of them. */
  trouble(nodeId: string | null): void {
    for (const { id } of NODES) if (nodeId === null || nodeId === id) this.troubleAt.set(id, this.time.now)
  }

  /** True when nothing has kept a node from being told for `ms`. */
  wellFor(host: AgentHost, ms: number): boolean {
    const road = this.deck.roads.get(host.id)
    const well = this.deck.up && host.machine !== null && !host.paused && road?.cut === false && !road.bad
    if (!well || this.disk.full) {
      this.troubleAt.set(host.id, this.time.now)
      return false
    }
    const since = Math.max(this.troubleAt.get(host.id) ?? 0, this.deck.startedAt)
    return this.time.now - since >= ms
  }

  /** Orders of people as the dashboard in charge has them, ends in true time; `null` while it is down. */
  orders(): ExpectedLease[] | null {
    return this.#leasesOf('person')
  }

  /** What its policy orders; while it is down, what it ordered last. */
  policyOrders(): ExpectedLease[] {
    this.#policyOrders = this.#leasesOf('policy') ?? this.#policyOrders
    return this.#policyOrders
  }

  #policyOrders: ExpectedLease[] = []

  #leasesOf(origin: 'person' | 'policy'): ExpectedLease[] | null {
    const screen = this.deck.screen()
    if (screen === null) return null
    const offset = this.deck.clock.wallMs() - this.time.now
    const leases = screen.leases.filter(lease => lease.origin === origin)
    return leases.map(({ id, tier, scope, endsAt }) => ({
      id,
      tier,
      scope,
      endsAt: endsAt === null ? null : endsAt - offset,
    }))
  }

  /**
   * Remembers what each node holds now and will go on holding: a release that was acknowledged, sent, and waits in the
   * socket of a stopped process ends its lease rightly. `said` where only what was heard of a node may count.
   */
  rememberMeasures(said: (host: AgentHost) => Lease[] | undefined = host => host.lasting()): void {
    const measure = ({ tier, remainingMs }: Lease, name: string): ExpectedLease => ({
      id: null,
      tier,
      scope: { kind: 'node', name },
      endsAt: remainingMs === null ? null : this.time.now + remainingMs,
    })
    this.measuredAt = this.time.now
    this.measures = new Map(
      this.hosts.map(host => [host.id, (said(host) ?? []).map(lease => measure(lease, host.id))]),
    )
  }

  heldTier(host: AgentHost): Tier {
    return host.machine?.ordered ?? 1
  }

  covered(scope: Scope): AgentHost[] {
    return this.hosts.filter(host => scopeCovers(scope, host))
  }
}
