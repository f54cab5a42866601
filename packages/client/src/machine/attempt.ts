import { BACKOFF } from '@stormdeck/protocol'
import { returnDelay } from '../delay.ts'
import type { StopReason, Transport } from '../state.ts'
import type { Call, Turn } from './model.ts'

/** Longer than any queue in front of a server that will answer; Socket.IO waits 45 s, MQTT 10 s (F29). */
export const ANSWER_TIMEOUT_MS = 20_000
export const HINT_TIMEOUT_MS = 5_000

/** F32, by tier. Before any was told, as at tier 1; at tier 5 there is none. */
export const TRANSPORTS: readonly Transport[] = ['websocket', 'websocket', 'websocket', 'events', 'poll']

/** Ends whatever is open and leaves nothing planned. */
function quiet(turn: Turn, place: boolean): void {
  const { m, effects } = turn
  m.due = {}
  m.transport = undefined
  effects.push({ do: 'drop' })
  if (!place) {
    m.place = false
    effects.push({ do: 'leave' })
  }
}

/** No more attempts by itself; frees the place. */
export function stop(turn: Turn, why?: StopReason): void {
  quiet(turn, false)
  turn.m.phase = why ? 'stopped' : 'closed'
  turn.m.why = why
}

/** Gives the connection up while nobody looks (F31). */
export function sleep(turn: Turn): void {
  if (!['connecting', 'open', 'waiting'].includes(turn.m.phase)) return
  quiet(turn, false)
  turn.m.phase = 'background'
  turn.m.why = undefined
}

/** Plans the next attempt by what the server told, or F30. */
export function plan(turn: Turn, retryAfterMs: number | null = null): void {
  const { m, now, random } = turn
  if (m.hello?.tier === 5) {
    attempt(turn)
    return
  }
  quiet(turn, true)
  const { ms, why } = returnDelay({ ...m, windowMs: m.hello?.windowMs, retryAfterMs }, now, random)
  m.retries++
  m.phase = 'waiting'
  m.why = why
  m.due.attempt = now + ms
  m.notBefore = why === 'ticket' ? now + ms : now + (retryAfterMs ?? 0)
}

/** Starts over after a stop or a sleep, at a random moment within `spreadMs`. */
export function resume(turn: Turn, spreadMs: number): void {
  const { m, now, random } = turn
  m.unanswered = m.retries = m.refusals = 0
  m.hintAsked = false
  m.phase = 'waiting'
  m.why = undefined
  m.due.attempt = Math.max(now, m.notBefore) + random() * spreadMs
}

/**
 * Something was said on a connection. That does not make it last: a server may greet and close again, so that without a
 * window of its own the waits go on growing until one stood ({@link settle}).
 */
export function heard({ m, now }: Turn): void {
  m.answered = true
  m.heardAt = now
  if (m.hello) m.unanswered = 0
}

/** An answer by HTTP, or a connection that stood: what failed before no longer counts. */
export function settle({ m }: Turn): void {
  m.answered = true
  m.unanswered = m.retries = 0
}

/** One attempt that nobody answered; true when it was the last (F30). */
export const countUnanswered = ({ m }: Turn): boolean => ++m.unanswered >= BACKOFF.maxAttempts

/** Sends one request or opens one connection, with the ticket where there is one that is good. */
export function open(turn: Turn, call: Call, timeoutMs = ANSWER_TIMEOUT_MS): void {
  const { m, now, effects } = turn
  const { ticket } = m
  m.ticket = undefined
  m.answered = false
  m.attemptedAt = now
  m.due.answer = now + timeoutMs
  effects.push({ do: 'open', call, ticket: ticket && now <= ticket.until ? ticket.value : undefined })
}

/**
 * The moment of an attempt has come: looks first whether one is wanted and possible (F31), then makes it by the
 * transport of the tier.
 */
export function attempt(turn: Turn): void {
  const { m, effects } = turn
  delete m.due.attempt
  m.phase = 'waiting'
  if (m.hidden) {
    sleep(turn)
    return
  }
  if (!m.online) {
    m.why = 'offline'
    return
  }
  const transport = TRANSPORTS[m.hello?.tier ?? 0]
  if (!transport) {
    quiet(turn, false)
    m.phase = 'manual'
    m.why = undefined
    return
  }
  if (transport !== 'websocket' && !m.hello?.fallback) {
    stop(turn, 'not-served')
    return
  }
  if (!m.place) {
    m.why = 'places'
    effects.push({ do: 'take' })
    return
  }
  m.phase = 'connecting'
  m.why = m.transport = undefined
  m.due = {}
  if (transport === 'websocket' && m.unanswered === 1 && !m.hintAsked && turn.hint !== false) {
    m.hintAsked = true
    m.spreadMs = m.hello?.windowMs ?? 0
    open(turn, 'hint', HINT_TIMEOUT_MS)
    return
  }
  m.transport = transport
  open(turn, transport)
}
