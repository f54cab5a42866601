import type { InBandError } from '@stormdeck/protocol'
import type { DeckState } from './state.ts'

/** What a socket may carry. */
export type Payload = string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob

/** A message as it arrived. */
export type Message = {
  /** As published; `null`: sent to this connection alone. */
  readonly topic: string | null
  /** Published data as parsed from JSON; of a message sent alone its text, or an ArrayBuffer. */
  readonly data: unknown
}

/**
 * Why a message was not sent; `sent` when it was handed to the socket. That is no receipt: what is handed over while the
 * server closes or the network is gone is lost.
 */
export type SendResult = 'sent' | 'not-open' | 'too-large' | 'too-many'

/** The part of the browser's WebSocket that is used; `ws` has it too. */
export type SocketLike = {
  binaryType: string
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(data: never): void
  close(code?: number, reason?: string): void
}
export type SocketConstructor = new (url: string, protocols: string[]) => SocketLike

/** Functions that need no `this`. */
export type Clock = {
  /** Epoch ms. */
  now: () => number
  setTimeout: (run: () => void, ms: number) => unknown
  clearTimeout: (timer: unknown) => void
}

/** Where page events come from: a `window`, or what a test puts in its place. */
export type Page = EventTarget & {
  readonly document: EventTarget & { readonly hidden: boolean }
  readonly navigator: { readonly onLine?: boolean }
}

export type ConnectOptions = {
  /** Of your application, as operators will read it: `web 1.4`. At most 32 characters. */
  version?: string
  /** Topics wanted; absent or empty: all. At most 32. */
  topics?: readonly string[]
  /** Every message, in order: published ones with their topic, others as they came. */
  onMessage?: (message: Message) => void
  /** After each change of {@link DeckState}, with the new one. */
  onState?: (state: DeckState) => void
  /** The position was lost: something may have been missed. Load what matters afresh. */
  onReset?: () => void
  /** The server dropped a message of ours; the third time it closes. */
  onDropped?: (error: InBandError) => void
  /**
   * Asked before every attempt. Travels in a header or subprotocol, never in the URL. No parentheses. Where it throws
   * or rejects, that is an attempt that failed.
   */
  token?: () => string | null | Promise<string | null>
  /**
   * `query` for servers that do not answer with our subprotocol: browsers fail a handshake in which subprotocols were
   * offered and none is answered. With a `token`, which is offered as one, name one of theirs in `protocols`.
   * Default: `subprotocol`.
   */
  announce?: 'subprotocol' | 'query'
  /** Further subprotocols. */
  protocols?: readonly string[]
  /** Where to ask after a blind refusal, against the URL of the socket; `false`: never. Default: as the agent serves it. */
  hint?: string | false
  /** Hidden for this long, the connection is given up until the page is visible. Default 60,000 ms; from 2³¹ ms (25 days) on: never. */
  backgroundAfterMs?: number
  /** Connections that this browser may hold to this URL, over all tabs (F10). Default 3; Infinity: no limit. */
  maxConnections?: number
  /** What users are told while nothing arrives and the server said nothing else. */
  unavailableText?: string
  /** Default: this runtime's own. Node has one from 22 on; before, that of `ws`. */
  WebSocket?: SocketConstructor
  /**
   * For hints, event streams, polls and snapshots. Default: this runtime's own, which sends no cookies to another origin;
   * `(url, init) => fetch(url, { ...init, credentials: 'include' })` does, where the server allows it.
   */
  fetch?: typeof fetch
  clock?: Clock
  random?: () => number
  /** `null`: no page events. Default: this window, where there is one. */
  page?: Page | null
}

/** Options with everything filled in that the environment provides. */
export type Setting = ConnectOptions & {
  url: URL
  WebSocket: SocketConstructor
  fetch: typeof fetch
  clock: Clock
  random: () => number
  backgroundAfterMs: number
  maxConnections: number
}

/**
 * The later of two clocks: the wall clock may be set back, and that of `performance` stops in several browsers while a
 * laptop sleeps, so that a connection dead for hours would look a minute old.
 */
export const defaultClock: Clock = {
  now: () => Math.max(performance.timeOrigin + performance.now(), Date.now()),
  setTimeout,
  clearTimeout: clearTimeout as Clock['clearTimeout'],
}
