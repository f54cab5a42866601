import { FULL_SETTINGS, type Hello } from '@stormdeck/protocol'
import { type Effect, type Event, initialModel, type Model } from '../src/machine/model.ts'
import { step } from '../src/machine/step.ts'
import { readState } from '../src/read-state.ts'
import type { DeckState } from '../src/state.ts'

export const FALLBACK = { events: '/e', poll: '/p', snapshot: '/s', hint: '/h' }

export function hello(change: Partial<Hello> = {}): Hello {
  return {
    tier: 1,
    settings: FULL_SETTINGS,
    windowMs: 20_000,
    ticket: null,
    ticketOpensInMs: null,
    ticketSpanMs: null,
    fallback: FALLBACK,
    pollIntervalMs: 5_000,
    cursor: null,
    userText: null,
    ...change,
  }
}

/** Drives the machine through made-up time. Places are granted at once unless `places` is false. */
export class Drive {
  now = 1_000_000
  model: Model
  effects: Effect[] = []
  random: () => number
  places = true
  hint: string | false = false

  constructor(random: () => number = () => 0.5, hidden = false, online = true) {
    this.random = random
    this.model = initialModel(hidden, online)
  }

  get state(): DeckState {
    return readState(this.model)
  }

  /** Calls made so far, oldest first. */
  get calls(): string[] {
    return this.effects.flatMap(effect => (effect.do === 'open' ? [effect.call] : []))
  }

  tell(event: Event): this {
    const { now, random, hint } = this
    const turn = step(this.model, event, { now, random, hint, backgroundAfterMs: 60_000 })
    this.model = turn.model
    this.effects.push(...turn.effects)
    if (this.places && turn.effects.some(effect => effect.do === 'take')) this.tell({ type: 'placed' })
    return this
  }

  hello(change: Partial<Hello> = {}): this {
    return this.tell({ type: 'frame', frame: { hello: hello(change) } })
  }

  /** Lets time pass, waking the machine whenever it asked for it. */
  pass(ms: number): this {
    return this.passTo(this.now + ms)
  }

  passTo(until: number): this {
    for (;;) {
      const next = Math.min(...Object.values(this.model.due))
      if (next > until) break
      this.now = Math.max(next, this.now)
      this.tell({ type: 'tick' })
    }
    this.now = until
    return this
  }

  /** To the moment of the next attempt, which is made. */
  toAttempt(): this {
    return this.passTo(this.state.nextAttemptAt ?? this.now)
  }

  /** Started, connected, greeted. */
  connected(change: Partial<Hello> = {}): this {
    return this.tell({ type: 'start' }).pass(0).tell({ type: 'opened' }).hello(change)
  }

  lost(code = 1006): this {
    return this.tell({ type: 'ended', code })
  }
}
