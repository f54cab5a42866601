import { type Frame, type Hello, POLL_INTERVAL_MS, SILENCE_BEATS } from '@stormdeck/protocol'
import { told } from '../frame.ts'
import { attempt, heard, plan, settle, TRANSPORTS } from './attempt.ts'
import type { Turn } from './model.ts'

/** A connection that stood this long counts as answered, also without a word; what failed before it is forgotten. */
export const STABLE_MS = 5_000

/** A socket is open, or an event stream answered. */
export function opened({ m, now }: Turn): void {
  m.phase = 'open'
  m.why = m.closed = undefined
  m.returning = true
  m.heardAt = now
  delete m.due.answer
  m.due.stable = now + STABLE_MS
}

function hearHello(turn: Turn, hello: Hello): void {
  const { m, now, random } = turn
  m.hello = hello
  // Who pings less often from now on beats less often, too: the next beat may be later than the last one promised.
  if (m.beatMs) m.beatMs = Math.max(m.beatMs, told(hello.settings.pingIntervalMs) ?? 0)
  m.cursor ??= hello.cursor ?? undefined
  const opensAt = hello.ticketOpensInMs === null ? 0 : now + hello.ticketOpensInMs
  const until = opensAt ? opensAt + (hello.ticketSpanMs ?? 0) : Number.POSITIVE_INFINITY
  m.ticket = hello.ticket ? { value: hello.ticket, opensAt, until } : undefined
  // Told of a tier above the one whose transport this is.
  const better = m.transport && hello.tier < TRANSPORTS.indexOf(m.transport)
  if (m.phase !== 'open' || !better) delete m.due.move
  else m.due.move ??= now + random() * hello.windowMs
}

/** One frame of ours, on any transport. */
export function hear(turn: Turn, frame: Frame): void {
  const { m, now, effects } = turn
  if ('hello' in frame) hearHello(turn, frame.hello)
  else if ('delivery' in frame) {
    const { cursor, reset, messages } = frame.delivery
    m.cursor = cursor
    if (reset) effects.push({ do: 'reset' })
    effects.push({ do: 'deliver', messages })
  } else if ('error' in frame) effects.push({ do: 'dropped', error: frame.error })
  else if ('beat' in frame) {
    m.beatMs = frame.beat
    m.due.silence = now + SILENCE_BEATS * frame.beat
  }
  heard(turn)
}

/** A poll or a snapshot was answered whole. */
export function polled(turn: Turn): void {
  const { m, now, random } = turn
  settle(turn)
  delete m.due.answer
  if (m.phase === 'connecting' && !m.transport) {
    hinted(turn)
    return
  }
  m.hintAsked = false
  m.refusals = 0
  m.why = undefined
  if (m.phase === 'manual') {
    if (m.hello && m.hello.tier < 5) plan(turn)
    return
  }
  m.phase = 'open'
  m.returning = true
  m.closed = undefined
  // Not before 90 % of the interval: an earlier poll is refused and counted against us.
  m.due.poll = now + (m.hello?.pollIntervalMs ?? POLL_INTERVAL_MS) * (0.9 + random() * 0.2)
}

/**
 * The server's hint came, or did not. The moment was drawn from a window already, so that the attempt follows at
 * once; unless the server now asks for far more room than was known. One that has just started knows nobody yet and
 * asks for too little: until it answers an attempt, the window that was known holds.
 */
export function hinted(turn: Turn): void {
  const { m } = turn
  m.hello &&= { ...m.hello, windowMs: Math.max(m.hello.windowMs, m.spreadMs) }
  if (m.hello && m.hello.windowMs > 2 * m.spreadMs) plan(turn)
  else attempt(turn)
}
