import { CLOSE, FALLBACK_PATHS } from '@stormdeck/protocol'
import { callUrl, type Identity, newSession, subprotocols } from './address.ts'
import { type Call, type Effect, type Event, initialModel, type Model } from './machine/model.ts'
import { step } from './machine/step.ts'
import type {
  Clock,
  ConnectOptions,
  Message,
  Page,
  Payload,
  SendResult,
  SocketConstructor,
} from './options.ts'
import { watchPage } from './page-events.ts'
import { type Places, places } from './places.ts'
import { readState, sameState } from './read-state.ts'
import { SendGate } from './send-gate.ts'
import type { DeckState } from './state.ts'
import { ask } from './transport/request.ts'
import { type Connection, openSocket } from './transport/socket.ts'
import { readStream } from './transport/stream.ts'

/** Options with everything filled in that the environment provides. */
export type Setting = ConnectOptions & {
  url: URL
  WebSocket: SocketConstructor
  fetch: typeof fetch
  clock: Clock
  random: () => number
  page: Page | null
  backgroundAfterMs: number
  maxConnections: number
}

/** An exception of the application is its own: it surfaces, and we go on. */
function hand<T>(to: ((value: T) => void) | undefined, value: T): void {
  try {
    to?.(value)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

/** Carries out what the machine decides, and tells it what happens. */
export class Runner {
  state: DeckState
  readonly #set: Setting
  readonly #me: Identity
  readonly #places: Places
  readonly #unwatch: (() => void) | undefined
  readonly #gate = new SendGate()
  readonly #queue: Event[] = []
  #busy = false
  #model: Model
  #call = new AbortController()
  #socket: Connection | null = null
  #timer: unknown
  #wakeAt = Number.POSITIVE_INFINITY

  constructor(set: Setting) {
    this.#set = set
    this.#me = { ...set, session: newSession() }
    const background = set.backgroundAfterMs < Number.POSITIVE_INFINITY
    const { page } = set
    this.#model = initialModel(background && page?.document.hidden === true, page?.navigator.onLine !== false)
    this.state = readState(this.#model, set.unavailableText)
    const key = `stormdeck ${set.url.origin}${set.url.pathname}`
    this.#places = places(key, set.maxConnections, () => this.tell('wanted'))
    this.#unwatch = page ? watchPage(page, background, type => this.tell(type)) : undefined
    this.tell('start')
  }

  tell(type: Exclude<Event['type'], 'frame'>): void {
    this.#dispatch({ type })
  }

  close(): void {
    this.#unwatch?.()
    this.tell('close')
  }

  send(data: Payload): SendResult {
    if (this.#model.phase !== 'open' || !this.#socket) return 'not-open'
    const verdict = this.#gate.check(data, this.#model.hello?.settings, this.#set.clock.now())
    if (verdict === 'sent') this.#socket.send?.(data)
    return verdict
  }

  /** One event at a time: what an effect reports at once comes after the turn it belongs to. */
  #dispatch(event: Event): void {
    this.#queue.push(event)
    if (this.#busy) return
    this.#busy = true
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      if (next.type === 'ended' && next.code === CLOSE.tooLarge) this.#gate.tooLarge()
      const { model, effects } = step(this.#model, next, { ...this.#set, now: this.#set.clock.now() })
      this.#model = model
      for (const effect of effects) this.#run(effect)
      if (next.type === 'frame' && 'error' in next.frame) hand(this.#set.onDropped, next.frame.error)
    }
    this.#busy = false
    this.#arm()
    const state = readState(this.#model, this.#set.unavailableText)
    if (sameState(state, this.state)) return
    this.state = state
    hand(this.#set.onState, state)
  }

  #arm(): void {
    const { clock } = this.#set
    const wakeAt = Math.min(...Object.values(this.#model.due))
    if (wakeAt === this.#wakeAt) return
    this.#wakeAt = wakeAt
    clock.clearTimeout(this.#timer)
    if (wakeAt === Number.POSITIVE_INFINITY) return
    this.#timer = clock.setTimeout(
      () => {
        this.#wakeAt = Number.NaN
        this.tell('tick')
      },
      Math.max(Math.ceil(wakeAt - clock.now()), 0),
    )
  }

  #run(effect: Effect): void {
    if (effect.do === 'open') this.#open(effect.call, effect.ticket)
    else if (effect.do === 'hint') this.#hint()
    else if (effect.do === 'drop') this.#drop()
    else if (effect.do === 'place') {
      if (effect.wanted) this.#places.take(() => this.tell('placed'))
      else this.#places.leave()
    } else {
      if (effect.delivery.reset) hand(this.#set.onReset as (() => void) | undefined, undefined)
      for (const { topic, data } of effect.delivery.messages) this.#deliver({ topic, data })
    }
  }

  #deliver(message: Message): void {
    hand(this.#set.onMessage, message)
  }

  #drop(): AbortSignal {
    this.#call.abort()
    this.#call = new AbortController()
    this.#socket?.close()
    this.#socket = null
    return this.#call.signal
  }

  async #open(call: Call, ticket: string | null): Promise<void> {
    const signal = this.#drop()
    const report = (event: Event) => signal.aborted || this.#dispatch(event)
    const set = this.#set
    try {
      const token = (await set.token?.()) ?? null
      if (signal.aborted) return
      const held = { ...this.#model, ticket }
      if (call === 'websocket') {
        const url = callUrl(set.url, this.#me, held)
        const protocols = subprotocols(this.#me, token)
        this.#socket = openSocket(set.WebSocket, url, protocols, report, message => this.#deliver(message))
        return
      }
      const url = callUrl(set.url, this.#me, held, this.#model.hello?.fallback?.[call])
      const stream = call === 'events'
      const accept = stream ? 'text/event-stream' : 'application/json'
      await (stream ? readStream : ask)({ fetch: set.fetch, url, token, signal, accept }, report)
    } catch {
      report({ type: 'ended' })
    }
  }

  async #hint(): Promise<void> {
    const signal = this.#drop()
    const { hint, fetch, url } = this.#set
    const report = (event: Event) => signal.aborted || this.#dispatch(event)
    if (hint !== false) {
      const path = hint ?? this.#model.hello?.fallback?.hint ?? FALLBACK_PATHS.hint
      const target = new URL(path, url)
      target.protocol = target.protocol.replace('ws', 'http')
      const request = { fetch, url: target.href, token: null, signal, accept: 'application/json' }
      await ask(request, event => event.type === 'frame' && report(event)).catch(() => {})
    }
    report({ type: 'hinted' })
  }
}
