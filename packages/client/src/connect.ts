import { socketUrl } from './address.ts'
import { createCalls } from './calls.ts'
import { createLoop } from './loop.ts'
import { type Effect, initialModel } from './machine/model.ts'
import {
  type ConnectOptions,
  defaultClock,
  type Message,
  type Page,
  type Payload,
  type SendResult,
  type Setting,
  type SocketConstructor,
} from './options.ts'
import { watchPage } from './page-events.ts'
import { sharedPlaces, unlimited } from './places.ts'
import { readState, sameState } from './read-state.ts'
import type { DeckState } from './state.ts'

/** F10: connections of one client. */
const MAX_CONNECTIONS = 3
/** Long enough that looking at another tab costs nobody a reconnect. */
const BACKGROUND_AFTER_MS = 60_000

export type Deck = {
  readonly state: DeckState
  /** Sends over the socket, or says why not. Nothing is queued: what was not sent is yours to keep. */
  send(data: Payload): SendResult
  /** The user asks to try now: starts again after a stop, or shortens a wait that is ours and not the server's. */
  retry(): void
  /** At tier 5, loads what was missed; elsewhere the same as `retry`. */
  refresh(): void
  /** Ends it for good and frees everything. */
  close(): void
}

/** An exception of the application is its own: it surfaces, and we go on. */
function hand<T extends unknown[]>(to: ((...values: T) => void) | undefined, ...values: T): void {
  try {
    to?.(...values)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

/** An option given as `undefined` is one not given. */
function fillIn(url: string | URL, options: ConnectOptions): Setting {
  const set = { ...options, url: socketUrl(url) } as Setting
  set.WebSocket ??= globalThis.WebSocket as unknown as SocketConstructor
  if (!set.WebSocket) throw new TypeError('stormdeck: this runtime has no WebSocket; pass one')
  if (set.page === undefined) set.page = (globalThis.document && globalThis) as unknown as Page
  set.clock ??= defaultClock
  set.random ??= Math.random
  set.fetch ??= fetch
  set.backgroundAfterMs ??= BACKGROUND_AFTER_MS
  set.maxConnections ??= MAX_CONNECTIONS
  return set
}

/**
 * Connects to a server, stays connected as far as the server allows, and never storms it (SPEC.md).
 * @param url `wss://host/path`, or relative to the page
 * @throws TypeError where the URL is none, or this environment has no WebSocket and none was given
 */
export function connect(url: string | URL, options: ConnectOptions = {}): Deck {
  const set = fillIn(url, options)
  const { page, backgroundAfterMs, maxConnections } = set
  // A timer of a longer time fires at once.
  const hides = backgroundAfterMs < 2 ** 31
  let model = initialModel(hides && !!page?.document.hidden, page?.navigator.onLine !== false)
  let state = readState(model, set.unavailableText)

  const deliver = (message: Message) => {
    if (model.phase !== 'closed') hand(set.onMessage, message)
  }
  const calls = createCalls(set, event => dispatch(event), deliver)
  const places =
    page && navigator.locks && maxConnections < Number.POSITIVE_INFINITY
      ? sharedPlaces(
          set.url.host + set.url.pathname,
          maxConnections,
          () => dispatch({ type: 'wanted' }),
          navigator.locks,
        )
      : unlimited

  const perform: { [K in Effect['do']]: (effect: Extract<Effect, { do: K }>) => void } = {
    open: ({ call, ticket }) => calls.open(model, call, ticket),
    drop: calls.drop,
    take: () => places.take(() => dispatch({ type: 'placed' })),
    leave: places.leave,
    reset: () => hand(set.onReset),
    deliver: ({ messages }) => messages.map(deliver),
    dropped: ({ error }) => hand(set.onDropped, error),
  }
  const dispatch = createLoop(model, set, (next, effects) => {
    model = next
    for (const effect of effects) (perform[effect.do] as (effect: Effect) => void)(effect)
    const now = readState(model, set.unavailableText)
    if (sameState(now, state)) return
    state = now
    hand(set.onState, state)
  })
  const ended = new AbortController()
  if (page) watchPage(page, hides, dispatch, ended.signal)
  const ask = () => dispatch({ type: 'ask' })
  dispatch({ type: 'start' })
  return {
    get state() {
      return state
    },
    send: data => calls.send(model, data),
    retry: ask,
    refresh: ask,
    close() {
      ended.abort()
      dispatch({ type: 'close' })
    },
  }
}
