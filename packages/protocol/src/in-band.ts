import {
  array,
  boolean,
  type Infer,
  integer,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  text,
  withDefault,
} from './shape.ts'
import { TIERS } from './tier.ts'

/** A client that names this subprotocol is told tier, window and ticket while it is connected. */
export const SUBPROTOCOL = 'stormdeck.v1'
/** For clients that cannot name one: `?stormdeck=v1`. */
export const ANNOUNCE_PARAMETER = 'stormdeck'
export const ANNOUNCE_VALUE = 'v1'
/** What a client says of itself in the query: its application version, at most 32 characters. */
export const CLIENT_VERSION_PARAMETER = 'sdv'
/** `1` when the client had a session before. */
export const RECONNECT_PARAMETER = 'sdr'
export const TICKET_PARAMETER = 'sdt'
export const CURSOR_PARAMETER = 'sdc'
/** Session: 128 random bits in hex, drawn once by each client. What is replaced when it returns (F27). */
export const SESSION_PARAMETER = 'sdi'
/** Topics wanted, joined by commas, at most 32 of at most 64 characters. Absent: all. */
export const TOPICS_PARAMETER = 'sds'

/** Where the agent serves what stands in for a socket, under the path the application chose. */
export const FALLBACK_PATHS = {
  events: '/stormdeck/events',
  poll: '/stormdeck/poll',
  snapshot: '/stormdeck/snapshot',
  hint: '/stormdeck/hint',
} as const

export const settingsShape = object({
  pingIntervalMs: integer(),
  broadcast: boolean,
  maxMessageBytes: integer(),
  maxMessagesPerSecond: integer(),
})

/** Sent on connect and on every change, as `{"stormdeck": {…}}`. */
export const helloShape = object({
  tier: oneOf(TIERS),
  settings: settingsShape,
  windowMs: integer(),
  ticket: nullable(text(512)),
  /**
   * When the ticket is good, counted from this message so that no clock has to be right: the client returns at a
   * uniformly random moment in [opens, opens + span]. `null`: within the window.
   */
  ticketOpensInMs: nullable(integer()),
  ticketSpanMs: nullable(integer()),
  fallback: nullable(object({ events: text(256), poll: text(256), snapshot: text(256), hint: text(256) })),
  /** Poll interval at tier 4, ms. */
  pollIntervalMs: number(1_000),
  /** Position from which this connection goes on. Taken by a client that has none; others move by deliveries. */
  cursor: nullable(text(128)),
  userText: nullable(text(280)),
})
export type Hello = Infer<typeof helloShape>

/** The key of an in-band control message; any other text frame is the application's. */
export const IN_BAND_KEY = 'stormdeck'

/** Any value that JSON can carry; what it means is the application's business. */
const anything: Shape<unknown> = input => input

/**
 * One published message. `data` is the JSON value (or the text) that was published; a binary payload travels as
 * `base64` with `data` null.
 */
export const publishedShape = object({
  topic: text(128),
  data: anything,
  base64: nullable(text(2_000_000)),
})
export type Published = Infer<typeof publishedShape>

export const MAX_DELIVERY_MESSAGES = 10_000

/**
 * Published messages on their way to a client that announced itself. One shape on every transport: in band as
 * `{"stormdeck": {…}}`, as an event of the stream, as the answer to a poll or a refresh.
 */
export const deliveryShape = object({
  messages: array(publishedShape, MAX_DELIVERY_MESSAGES),
  /** Position after the last message; sent back in {@link CURSOR_PARAMETER} to go on from there. */
  cursor: text(160),
  /** The client may have missed messages: its position was too old, or of another node. */
  reset: withDefault(boolean, false),
})
export type Delivery = Infer<typeof deliveryShape>

export const NOTICES = ['message-too-large', 'too-many-messages'] as const
/** A message of the client was dropped. The third that was too large closes with 1008. tiers.md. */
export const noticeShape = object({
  error: oneOf(NOTICES),
  /** The limit that was passed: bytes, or messages a second. */
  limit: integer(),
  /** How many more are dropped before the connection is closed; `null`: it stays open. */
  remaining: nullable(integer()),
})
export type Notice = Infer<typeof noticeShape>

/** Answer of `poll` and `snapshot`; the event stream sends the same two as events `hello` and `delivery`. */
export const fallbackAnswerShape = object({ hello: helloShape, delivery: deliveryShape })
export type FallbackAnswer = Infer<typeof fallbackAnswerShape>

/** Events of the stream at `fallback.events`; each carries the cursor as its `id`. */
export const STREAM_EVENTS = { hello: 'hello', delivery: 'delivery' } as const

/** `hint`: static bytes, no authentication; what a client that was refused blind may ask once. */
export const hintShape = object({ tier: oneOf(TIERS), windowMs: integer(), userText: nullable(text(280)) })
export type Hint = Infer<typeof hintShape>

/** Body of a refused fallback request (429 early or over a limit, 503 full), with `Retry-After`. */
export const fallbackRefusalShape = object({
  error: text(40),
  retryAfterMs: integer(),
  windowMs: nullable(integer()),
})
export type FallbackRefusal = Infer<typeof fallbackRefusalShape>
