import { boolean, type Infer, integer, nullable, number, object, oneOf, text } from './shape.ts'
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

/** Static bytes without auth, for a client that was refused blind. */
export const HINT_PATH = '/stormdeck/hint'

/** Where the agent serves what stands in for a socket, under the path the application chose. */
export const FALLBACK_PATHS = {
  events: '/stormdeck/events',
  poll: '/stormdeck/poll',
  snapshot: '/stormdeck/snapshot',
  hint: HINT_PATH,
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

/**
 * The key of an in-band control message, which is written first and without spaces: a text frame that does not
 * begin with `{"stormdeck":` is the application's.
 */
export const IN_BAND_KEY = 'stormdeck'
