import { socketUrl } from './address.ts'
import {
  type ConnectOptions,
  defaultClock,
  type Page,
  type Payload,
  type SendResult,
  type SocketConstructor,
} from './options.ts'
import { Runner } from './runner.ts'
import type { DeckState } from './state.ts'

/** F10: connections of one client. */
export const MAX_CONNECTIONS = 3
/** Long enough that looking at another tab costs nobody a reconnect. */
export const BACKGROUND_AFTER_MS = 60_000

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

/**
 * Connects to a server, stays connected as far as the server allows, and never storms it (SPEC.md).
 * @param url `wss://host/path`, or relative to the page
 * @throws TypeError where the URL is none, or this environment has no WebSocket and none was given
 */
export function connect(url: string | URL, options: ConnectOptions = {}): Deck {
  const WebSocket = options.WebSocket ?? (globalThis.WebSocket as unknown as SocketConstructor | undefined)
  if (!WebSocket)
    throw new TypeError(
      "connect: this Node has no WebSocket; pass one: { WebSocket: (await import('ws')).WebSocket }",
    )
  const page = globalThis.document && (globalThis as unknown as Page)
  const runner = new Runner({
    page: page ?? null,
    clock: defaultClock,
    random: Math.random,
    fetch: (...request) => fetch(...request),
    backgroundAfterMs: BACKGROUND_AFTER_MS,
    maxConnections: MAX_CONNECTIONS,
    ...options,
    url: socketUrl(url),
    WebSocket,
  })
  return {
    get state() {
      return runner.state
    },
    send: data => runner.send(data),
    retry: () => runner.tell('retry'),
    refresh: () => runner.tell('refresh'),
    close: () => runner.close(),
  }
}
