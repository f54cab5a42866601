import { compareRevision, STALE_AFTER_MS } from '@stormdeck/protocol'
import type { AgentHost } from './agent-host.ts'
import { type Deck, POLL_DEADLINE_MS } from './deck.ts'
import type { Rule } from './violation.ts'
import type { World } from './world.ts'

/** How often the checker looks, and a node its clock. */
const BETWEEN_LOOKS_MS = 500

/** What a screen may call current was said so long ago at most: longest answer that is taken, and longest that counts as fresh. */
const KNOWN_WITHIN_MS = POLL_DEADLINE_MS + STALE_AFTER_MS + BETWEEN_LOOKS_MS

type SetName = { issuer: string; epoch: number; revision: number }

/** What the screens of both dashboards say of nodes, held against what the nodes did. */
export class ScreenRules {
  readonly #world: World
  readonly #fail: (rule: Rule, what: string) => void
  /** When a node last held what a dashboard's store has, or nothing was to be heard of it. */
  readonly #agreedAt = new Map<Deck, Map<AgentHost, number>>()

  constructor(world: World, fail: (rule: Rule, what: string) => void) {
    this.#world = world
    this.#fail = fail
    for (const deck of world.decks) this.#agreedAt.set(deck, new Map())
  }

  /** Call it often. */
  look(): void {
    const { decks, hosts, time } = this.#world
    for (const deck of decks) {
      for (const host of hosts) {
        const held = host.machine?.status()
        const silent = held === undefined || host.paused
        if (silent || (deck.newest !== null && same(held, deck.newest)))
          this.#agreedAt.get(deck)?.set(host, time.now)
      }
    }
  }

  /** Draws both screens. */
  draw(): void {
    for (const deck of this.#world.decks) {
      const screen = deck.screen()
      if (screen === null || deck.newest === null) continue
      const missing = new Set(screen.applied.missing.map(({ id }) => id))
      const shown = { ...deck.newest, revision: screen.revision }
      for (const host of this.#world.hosts) {
        if (missing.has(host.id)) continue
        this.#notEarly(host, shown)
        this.#notOver(host, shown, Math.max(deck.newest.since, this.#agreedAt.get(deck)?.get(host) ?? 0))
      }
    }
  }

  #notEarly({ id, enforced }: AgentHost, shown: SetName): void {
    const most = enforced.get(shown.issuer)
    if (most !== undefined && compareRevision(most, shown) >= 0) return
    this.#fail(
      'the screen never says done early',
      `the screen counts ${id} as done with ${spell(shown)}, which it never enforced`,
    )
  }

  #notOver(host: AgentHost, shown: SetName, agreedAt: number): void {
    const overMs = this.#world.time.now - agreedAt
    if (overMs <= KNOWN_WITHIN_MS) return
    this.#fail(
      'the screen never shows what is over as current',
      `the screen counts ${host.id} as done with ${spell(shown)}, which it has not held for ${overMs} ms`,
    )
  }
}

const same = (held: { issuer: string | null; epoch: number | null; revision: number | null }, set: SetName) =>
  held.issuer === set.issuer && held.epoch === set.epoch && held.revision === set.revision

const spell = (set: SetName) => `${set.issuer} ${set.epoch}.${set.revision}`
