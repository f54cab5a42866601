import { startDeckVisitor } from './deck-visitor.ts'
import { noteTopic, type TopicCounts } from './message-topics.ts'
import { startPlainVisitor } from './plain-visitor.ts'
import { poisson } from './poisson.ts'
import type { Visitor, VisitorEvents } from './visitor.ts'
import { visitorHeaders } from './visitor-address.ts'

const TICK_MS = 100

/** A release of the application's client. */
export type Release = {
  version: string
  /** Uses our client, and so can follow to other tiers. */
  deck: boolean
}

export type PopulationPlan = {
  nodeId: string
  url: string
  /** Visitors to hold on average. */
  clients: number
  /** At most this many arrivals a second, so that the start is not itself a storm. */
  rampPerSecond: number
  /** Mean time between the end of a visit and the arrival of the next visitor in its place. */
  gapMs: number
  /** Mean length of a visit. */
  visitMs: number
  /** Mean time between two messages of a visitor. */
  talkEveryMs: number
  /** Taken in turn. */
  releases: readonly Release[]
  /** The number of clients rises and falls by this share within a period, as over a day; unset: it does not. */
  wave?: { periodMs: number; share: number }
}

export type PopulationStats = {
  open: number
  attempts: number
  failed: number
  /** Sessions that ended without either side having said so. */
  lost: number
  received: TopicCounts
}

type Chance = { random: () => number; now: () => number }

/**
 * Real clients of one node that come, talk and go: arrivals, messages and goodbyes are Poisson processes on one timer.
 * What a visitor does when its connection is lost is its own affair; its place is taken again when it is gone.
 */
export class Population {
  readonly stats: PopulationStats = { open: 0, attempts: 0, failed: 0, lost: 0, received: {} }
  readonly #plan: PopulationPlan
  readonly #chance: Chance
  readonly #present: Visitor[] = []
  readonly #timer: NodeJS.Timeout
  readonly #startedAt: number
  #arrived = 0

  constructor(plan: PopulationPlan, chance: Chance = { random: Math.random, now: Date.now }) {
    this.#plan = plan
    this.#chance = chance
    this.#startedAt = chance.now()
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
  }

  /** Says goodbye to nobody: the process is about to end. */
  stop(): void {
    clearInterval(this.#timer)
    for (const visitor of this.#present) visitor.drop()
  }

  #tick(): void {
    const { rampPerSecond, gapMs, visitMs, talkEveryMs } = this.#plan
    const missing = Math.max(0, this.#wanted() - this.#present.length)
    const arrivals = Math.min((rampPerSecond * TICK_MS) / 1_000, (missing * TICK_MS) / gapMs)
    for (let n = this.#draw(arrivals); n > 0; n--) this.#arrive()
    for (let n = this.#draw((this.#present.length * TICK_MS) / visitMs); n > 0; n--) this.#someone()?.leave()
    for (let n = this.#draw((this.#present.length * TICK_MS) / talkEveryMs); n > 0; n--)
      this.#someone()?.talk()
  }

  #draw(mean: number): number {
    return poisson(mean, this.#chance.random)
  }

  #wanted(): number {
    const { clients, wave } = this.#plan
    if (!wave) return clients
    const phase = (2 * Math.PI * (this.#chance.now() - this.#startedAt)) / wave.periodMs
    return clients * (1 + wave.share * Math.sin(phase))
  }

  #someone(): Visitor | undefined {
    return this.#present[Math.floor(this.#chance.random() * this.#present.length)]
  }

  #arrive(): void {
    const { nodeId, url, releases } = this.#plan
    const number = this.#arrived++
    const { version, deck } = releases[number % releases.length] ?? { version: 'unknown', deck: false }
    const start = deck ? startDeckVisitor : startPlainVisitor
    const visitor: Visitor = start({
      url,
      version,
      headers: visitorHeaders(nodeId, number),
      random: this.#chance.random,
      events: this.#events(() => this.#forget(visitor)),
    })
    this.#present.push(visitor)
  }

  #events(gone: () => void): VisitorEvents {
    const { stats } = this
    return {
      attempt: () => void stats.attempts++,
      failed: () => void stats.failed++,
      open: () => void stats.open++,
      closed(lost) {
        stats.open--
        if (lost) stats.lost++
      },
      received: topic => noteTopic(stats.received, topic, this.#chance.now()),
      gone,
    }
  }

  #forget(visitor: Visitor): void {
    const index = this.#present.indexOf(visitor)
    const last = this.#present.pop()
    if (index >= 0 && last && last !== visitor) this.#present[index] = last
    else if (index < 0 && last) this.#present.push(last)
  }
}
