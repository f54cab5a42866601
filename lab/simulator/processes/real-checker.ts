import { type AgentStatus, compareRevision } from '@stormdeck/protocol'
import type { Standing } from '../../../lib/server/tiers/describe-standing.ts'
import type { RealNode, RealWorld } from './real-world.ts'

/** An ending is in force this soon. */
const ENDED_MS = 1_000
/** Reading statuses of processes on a busy machine takes its time. */
export const SLACK_MS = 1_000

type TierStatus = AgentStatus['tier']
type Set = { issuer: string; epoch: number; revision: number }

/** What holds of real processes at any moment, whatever was ordered; remembers what did not. */
export class RealChecker {
  readonly violations: string[] = []
  readonly #world: Pick<RealWorld, 'ask' | 'status'>
  /** Newest set seen in force, by node. */
  readonly #newest = new Map<RealNode, Set>()
  /** Nodes that may rightly be behind what the dashboard heard of them before. */
  readonly #hurt = new Set<RealNode>()
  /** Where leases end, by wall clock, as the dashboard said last; `null`: until released. */
  readonly #ends = new Map<string, number | null>()

  constructor(world: Pick<RealWorld, 'ask' | 'status'>) {
    this.#world = world
  }

  /** A node lost a part of its journal, so that it may fall back once. */
  journalHurt(id: RealNode): void {
    this.#newest.delete(id)
    this.#hurt.add(id)
  }

  /** The store is an earlier one: the ends it knows of are the true ones from now on. */
  putBack(): void {
    this.#ends.clear()
  }

  /** What the dashboard says of orders and nodes; `null`: it does not answer. */
  async standing(): Promise<Standing | null> {
    const standing = await this.#world.ask<Standing>('list', { limit: null }).catch(() => null)
    for (const { id, endsAt } of standing?.leases ?? []) this.#ends.set(id, endsAt)
    return standing
  }

  /** What a node says itself, read after `standing`; `null`: it does not answer. */
  async look(id: RealNode, standing: Standing | null): Promise<TierStatus | null> {
    const status = await this.#world.status(id).catch(() => null)
    if (status === null) return null
    const { tier } = status
    this.#neverOlder(id, tier)
    this.#ended(id, tier)
    if (tier.effective < tier.ordered)
      this.#fail(`${id} enforces tier ${tier.effective}, and tier ${tier.ordered} is ordered`)
    if (tier.effective > tier.ordered && tier.local === null)
      this.#fail(
        `${id} enforces tier ${tier.effective} where ${tier.ordered} is ordered, and does not say why`,
      )
    if (standing !== null) this.#notEarly(id, tier, standing)
    return tier
  }

  #notEarly(id: RealNode, tier: TierStatus, standing: Standing): void {
    const behind = (tier.revision ?? 0) < standing.revision
    if (!behind) this.#hurt.delete(id)
    const said = standing.nodes.find(node => node.id === id)
    if (behind && said?.missing === null && !this.#hurt.has(id))
      this.#fail(
        `the dashboard counts ${id} as done with revision ${standing.revision}; it has ${tier.revision}`,
      )
  }

  #neverOlder(id: RealNode, { issuer, epoch, revision }: TierStatus): void {
    const before = this.#newest.get(id)
    if (issuer === null || epoch === null || revision === null) {
      if (before !== undefined) this.#fail(`${id} forgot whom it obeys`)
      return
    }
    const now = { issuer, epoch, revision }
    if (before !== undefined && before.issuer !== issuer)
      this.#fail(`${id} obeys ${issuer} after ${before.issuer}, and nobody took it over`)
    if (before !== undefined && compareRevision(now, before) < 0)
      this.#fail(`${id} has ${spell(now)} in force after ${spell(before)}`)
    this.#newest.set(id, now)
  }

  #ended(id: RealNode, { leases }: TierStatus): void {
    const now = Date.now()
    for (const lease of leases) {
      const overdue = now - (this.#ends.get(lease.id) ?? now)
      if (overdue > ENDED_MS + SLACK_MS) this.#fail(`${id} holds ${lease.id} ${overdue} ms after its end`)
    }
  }

  #fail(what: string): void {
    if (this.violations.length < 5) this.violations.push(what)
  }
}

const spell = ({ issuer, epoch, revision }: Set) => `${issuer} ${epoch}.${revision}`
