import { type Frame, type Hello, POLL_INTERVAL_MS, SILENCE_BEATS } from '@stormdeck/protocol'
import { attempt, plan, settle, transportFor } from './attempt.ts'
import type { Turn } from './model.ts'

/** A socket that says nothing of ours counts as answered when it stood this long. */
export const STABLE_MS = 5_000

/** A socket is open, or an event stream answered. */
export function opened({ m, now }: Turn): void {
  m.phase = 'open'
  m.why = m.closed = m.beatMs = null
  m.returning = true
  m.heardAt = now
  delete m.due.answer
  m.due.stable = now + STABLE_MS
}

function hearHello(turn: Turn, hello: Hello): void {
  const { m, now, random } = turn
  m.hello = hello
  m.cursor ??= hello.cursor
  m.ticket = hello.ticket
    ? {
        value: hello.ticket,
        opensAt: hello.ticketOpensInMs === null ? null : now + hello.ticketOpensInMs,
        spanMs: hello.ticketSpanMs ?? 0,
      }
    : null
  const rank = ['websocket', 'events', 'poll']
  const told = transportFor(hello.tier)
  const better = told && m.transport && rank.indexOf(told) < rank.indexOf(m.transport)
  if (m.phase !== 'open' || !better) delete m.due.move
  else m.due.move ??= now + random() * hello.windowMs
}

/** One frame of ours, on any transport. */
export function hear(turn: Turn, frame: Frame): void {
  const { m, now, effects } = turn
  settle(turn)
  if ('hello' in frame) hearHello(turn, frame.hello)
  else if ('delivery' in frame) {
    m.cursor = frame.delivery.cursor
    effects.push({ do: 'deliver', delivery: frame.delivery })
  } else if ('beat' in frame) {
    m.beatMs = frame.beat
    m.due.silence = now + SILENCE_BEATS * frame.beat
  }
}

/** A poll or a snapshot was answered whole. */
export function polled(turn: Turn): void {
  const { m, now, random } = turn
  settle(turn)
  delete m.due.answer
  m.hintAsked = false
  m.refusals = 0
  m.why = null
  if (m.phase === 'manual') {
    if (m.hello && m.hello.tier < 5) plan(turn)
    return
  }
  m.phase = 'open'
  m.returning = true
  m.closed = null
  // Not before 90 % of the interval: an earlier poll is refused and counted against us.
  m.due.poll = now + (m.hello?.pollIntervalMs ?? POLL_INTERVAL_MS) * (0.9 + random() * 0.2)
}

/** The server's hint came, or did not. */
export function hinted(turn: Turn): void {
  delete turn.m.due.answer
  if (turn.m.answered) plan(turn)
  else attempt(turn)
}
