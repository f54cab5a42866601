import { setTimeout as sleep } from 'node:timers/promises'
import { compareRevision, type Tier } from '@stormdeck/protocol'
import { REAL_NODES, type RealNode, type RealWorld } from './real-world.ts'

const EVERY_MS = 50

type Stands = { issuer: string; epoch: number; revision: number }

/**
 * Asks every agent again and again, past all roads, while nodes change hands. Of one issuer no older set may follow a newer
 * one, nobody who was left is obeyed again, and no node is ordered less than it was to keep.
 */
export class TakeoverWatch {
  readonly violations: string[] = []
  /** Answers that were looked at; zero would prove nothing. */
  looks = 0
  readonly #world: Pick<RealWorld, 'status'>
  readonly #keeps: Readonly<Record<RealNode, Tier>>
  readonly #last = new Map<RealNode, Stands>()
  readonly #left = new Map<RealNode, Set<string>>()
  #running: Promise<void> | null = null
  #over = false

  /** @param keeps what each node is ordered at least, all the time */
  constructor(world: Pick<RealWorld, 'status'>, keeps: Readonly<Record<RealNode, Tier>>) {
    this.#world = world
    this.#keeps = keeps
  }

  start(): void {
    this.#running = this.#run()
  }

  /** @returns what did not hold */
  async stop(): Promise<string[]> {
    this.#over = true
    await this.#running
    return this.violations
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      for (const { id } of REAL_NODES) {
        const status = await this.#world.status(id).catch(() => null)
        if (status !== null) this.look(id, status.tier)
      }
      await sleep(EVERY_MS)
    }
  }

  /** One answer of a node. */
  look(
    id: RealNode,
    tier: { issuer: string | null; epoch: number | null; revision: number | null; ordered: Tier },
  ): void {
    this.looks++
    const { issuer, ordered } = tier
    if (issuer === null) {
      this.#fail(`${id} obeys nobody`)
      return
    }
    const now = { issuer, epoch: tier.epoch ?? 0, revision: tier.revision ?? 0 }
    const before = this.#last.get(id)
    const left = this.#left.get(id) ?? new Set()
    if (before !== undefined && before.issuer !== issuer) left.add(before.issuer)
    if (left.has(issuer)) this.#fail(`${id} obeys ${issuer} again, which it had been taken from`)
    if (before !== undefined && now.epoch <= before.epoch && before.issuer !== issuer)
      this.#fail(`${id} went to ${spell(now)} from ${spell(before)}, which is no older epoch`)
    if (before?.issuer === issuer && compareRevision(now, before) < 0)
      this.#fail(`${id} has ${spell(now)} in force after ${spell(before)}`)
    if (ordered < this.#keeps[id])
      this.#fail(`${id} is ordered tier ${ordered}, and was to keep ${this.#keeps[id]}`)
    this.#left.set(id, left)
    this.#last.set(id, now)
  }

  #fail(what: string): void {
    if (this.violations.length < 5) this.violations.push(what)
  }
}

const spell = ({ issuer, epoch, revision }: Stands) => `${issuer} ${epoch}.${revision}`
