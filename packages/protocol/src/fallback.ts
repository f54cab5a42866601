import { helloShape, IN_BAND_KEY } from './in-band.ts'
import {
  array,
  boolean,
  type Infer,
  object,
  oneOf,
  type Shape,
  ShapeError,
  text,
  withDefault,
} from './shape.ts'

/**
 * What the agent says to a client that announced itself is the same on every transport: a sequence of frames,
 * each `{"stormdeck": …}`. So an agent serialises a frame once for all.
 *
 * | transport | how frames travel |
 * |---|---|
 * | WebSocket | one text frame each; any other frame is the application's |
 * | event stream (`events`, tier 3) | `data: FRAME\n\n`, one line each; other fields and comments are ignored |
 * | poll (tier 4), snapshot (tier 5), hint | a JSON list of frames, `application/json` |
 *
 * All four HTTP calls are GET, take the query parameters of in-band.ts and are resolved against the URL of the
 * socket (ws → http). Answers: 200 frames; 409 the tier in force does not serve this call; 429 too early or over
 * a limit and 503 full, both with Retry-After in seconds; 401 and 403 not allowed, do not ask again; 404 not served
 * here. Every answer but 401, 403 and 404 may carry frames, so that a refused client learns the tier and window.
 */
export type Frame = { hello: Hello } | { delivery: Delivery } | { error: InBandError } | { beat: number }
type Hello = Infer<typeof helloShape>

/** Published messages in order. `cursor` is the position after the last of them: received whole or not at all. */
export const deliveryShape = object({
  /** Names node and boot, opaque to clients. A client returns with the last one it received. */
  cursor: text(128, 1),
  /** The position the client came with is not in this ring: it may have missed something. */
  reset: withDefault(boolean, false),
  messages: array(object({ topic: text(64, 1), data: ((input: unknown) => input) as Shape<unknown> }), 1_024),
})
export type Delivery = Infer<typeof deliveryShape>

/** A message of the client was dropped; the third time closes with 1008. tiers.md. */
export const inBandErrorShape = object({ code: oneOf(['too-large', 'too-many']), text: text(280) })
export type InBandError = Infer<typeof inBandErrorShape>

/** What stands under the key `stormdeck`, told apart by its fields: `messages`, `error`, `beat`, else a hello. */
export const frameShape: Shape<Frame> = (input, path = '') => {
  const body = object({ [IN_BAND_KEY]: ((value: unknown) => value) as Shape<unknown> })(input, path)[
    IN_BAND_KEY
  ]
  if (typeof body !== 'object' || body === null) throw new ShapeError(IN_BAND_KEY, 'an object')
  if ('messages' in body) return { delivery: deliveryShape(body, IN_BAND_KEY) }
  if ('error' in body) return { error: inBandErrorShape(body.error, `${IN_BAND_KEY}.error`) }
  if ('beat' in body) return { beat: beatShape(body.beat, `${IN_BAND_KEY}.beat`) }
  return { hello: helloShape(body, IN_BAND_KEY) }
}

/**
 * `{"stormdeck":{"beat":30000}}` goes out with every protocol ping, and as often on event streams, because a
 * browser does not see pings. The number is the interval in ms. A client that has seen one takes
 * {@link SILENCE_BEATS} intervals without any frame for a dead connection; one that has not never does. An agent that is
 * taken out of a running server says {@link MAX_BEAT_MS}, since no more beats come.
 */
export const beatShape: Shape<number> = (input, path = '') => {
  if (typeof input !== 'number' || !(input >= 1_000 && input <= MAX_BEAT_MS))
    throw new ShapeError(path, 'milliseconds from 1,000 to 3,600,000')
  return input
}
export const SILENCE_BEATS = 2
export const MAX_BEAT_MS = 3_600_000

/** The token of a client on a socket, which cannot send headers: a second subprotocol, URI-encoded, never answered. */
export const TOKEN_SUBPROTOCOL_PREFIX = 'stormdeck.token.'

/**
 * Finds a client's token wherever its transport could put it: `Authorization: Bearer` (fetch) or the
 * subprotocol `stormdeck.token.TOKEN`, URI-encoded (WebSocket). It is kept out of the URL, which ends up in access logs.
 * @param headers with lower-case names, as Node gives them
 */
export function tokenFrom(headers: {
  authorization?: string | undefined
  'sec-websocket-protocol'?: string | undefined
}): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')
  if (bearer?.[1]) return bearer[1]
  const named = (headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map(name => name.trim())
    .find(name => name.startsWith(TOKEN_SUBPROTOCOL_PREFIX))
  if (!named) return null
  try {
    return decodeURIComponent(named.slice(TOKEN_SUBPROTOCOL_PREFIX.length))
  } catch {
    return null
  }
}
