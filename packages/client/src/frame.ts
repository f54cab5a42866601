import {
  type Frame,
  type Hello,
  type IN_BAND_KEY,
  MIN_WINDOW_MS,
  POLL_INTERVAL_MS,
} from '@stormdeck/protocol'

const KEY = 'stormdeck' satisfies typeof IN_BAND_KEY
const PREFIX = `{"${KEY}":`
/** An hour: nothing a server says may send a client away for longer. */
const MAX_TOLD_MS = 3_600_000

type Loose = Record<string, unknown>

const isText = (value: unknown): value is string => typeof value === 'string'
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null
const textOrNull = (value: unknown) => (isText(value) ? value : null)
/** A time that a server told, in ms; `null` where it is none. */
export const told = (value: unknown) =>
  typeof value === 'number' && value >= 0 ? Math.min(value, MAX_TOLD_MS) : null

function readHello(body: Loose): Hello | null {
  const { tier, fallback, settings } = body
  const windowMs = told(body.windowMs)
  if (![1, 2, 3, 4, 5].includes(tier as number) || windowMs === null) return null
  return {
    tier: tier as Hello['tier'],
    settings: (isObject(settings) ? settings : {}) as Hello['settings'],
    // A server that says 0 would make a storm of its own.
    windowMs: Math.max(windowMs, MIN_WINDOW_MS),
    ticket: textOrNull(body.ticket),
    ticketOpensInMs: told(body.ticketOpensInMs),
    ticketSpanMs: told(body.ticketSpanMs),
    fallback: (isObject(fallback) ? fallback : null) as Hello['fallback'],
    pollIntervalMs: Math.max(told(body.pollIntervalMs) ?? POLL_INTERVAL_MS, 1_000),
    cursor: textOrNull(body.cursor),
    userText: textOrNull(body.userText),
  }
}

/**
 * Reads one parsed in-band value. Written by hand because the full parser is larger than the rest of the client;
 * a test holds the two against each other.
 * @returns the frame; `null` where it says nothing that this version knows
 */
export function readFrame(value: unknown): Frame | null {
  const body = isObject(value) ? value[KEY] : null
  if (!isObject(body)) return null
  const { messages, cursor, error } = body
  if (Array.isArray(messages))
    return isText(cursor) && messages.every(isObject)
      ? { delivery: { cursor, reset: body.reset === true, messages: messages as never } }
      : null
  if (isObject(error)) return { error: error as never }
  const beat = told(body.beat)
  if (beat !== null) return beat >= 1_000 ? { beat } : null
  const hello = readHello(body)
  return hello && { hello }
}

/** @returns the frame; `null` for one that cannot be read; `undefined` for a message of the application */
export function readText(text: unknown): Frame | null | undefined {
  if (!isText(text) || !text.startsWith(PREFIX)) return undefined
  try {
    return readFrame(JSON.parse(text))
  } catch {
    return null
  }
}
