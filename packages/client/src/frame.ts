import {
  type Frame,
  FULL_SETTINGS,
  type Hello,
  IN_BAND_KEY,
  MIN_WINDOW_MS,
  POLL_INTERVAL_MS,
} from '@stormdeck/protocol'

const PREFIX = `{"${IN_BAND_KEY}":`
/** An hour: nothing a server says may send a client away for longer. */
export const MAX_TOLD_MS = 3_600_000

type Loose = Record<string, unknown>

const isText = (value: unknown, max: number, min = 0): value is string =>
  typeof value === 'string' && value.length <= max && value.length >= min
const textOrNull = (value: unknown, max: number) => (isText(value, max) ? value : null)
const told = (value: unknown) =>
  typeof value === 'number' && value >= 0 ? Math.min(value, MAX_TOLD_MS) : null
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null

function readHello(body: Loose): Hello | null {
  const { tier, windowMs, pollIntervalMs, fallback, settings } = body
  const window = told(windowMs)
  if (![1, 2, 3, 4, 5].includes(tier as number) || window === null) return null
  return {
    tier: tier as Hello['tier'],
    settings: (isObject(settings) ? settings : FULL_SETTINGS) as Hello['settings'],
    // A server that says 0 would make a storm of its own.
    windowMs: Math.max(window, MIN_WINDOW_MS),
    ticket: textOrNull(body.ticket, 512),
    ticketOpensInMs: told(body.ticketOpensInMs),
    ticketSpanMs: told(body.ticketSpanMs),
    fallback:
      isObject(fallback) &&
      ['events', 'poll', 'snapshot', 'hint'].every(call => isText((fallback as Loose)[call], 256))
        ? (fallback as Hello['fallback'])
        : null,
    pollIntervalMs: Math.max(told(pollIntervalMs) ?? POLL_INTERVAL_MS, 1_000),
    cursor: textOrNull(body.cursor, 128),
    userText: textOrNull(body.userText, 280),
  }
}

/**
 * Reads one parsed in-band value. Written by hand because the full parser is larger than the rest of the client;
 * a test holds the two against each other.
 * @returns the frame; `null` where it says nothing that this version knows
 */
export function readFrame(value: unknown): Frame | null {
  const body = isObject(value) ? value[IN_BAND_KEY] : null
  if (!isObject(body)) return null
  const { messages, cursor, error, beat } = body
  if (Array.isArray(messages)) {
    return isText(cursor, 128, 1) &&
      messages.every(message => isObject(message) && isText(message.topic, 64, 1))
      ? { delivery: { cursor, reset: body.reset === true, messages } }
      : null
  }
  if (isObject(error)) return { error: error as { code: 'too-large' | 'too-many'; text: string } }
  if (beat !== undefined) return typeof beat === 'number' && beat >= 1_000 ? { beat } : null
  const hello = readHello(body)
  return hello && { hello }
}

/** @returns the frame; `null` for one that cannot be read; `undefined` for a message of the application */
export function readText(text: unknown): Frame | null | undefined {
  if (typeof text !== 'string' || !text.startsWith(PREFIX)) return undefined
  try {
    return readFrame(JSON.parse(text))
  } catch {
    return null
  }
}
