import { MIN_WINDOW_MS, SILENCE_BEATS } from '@stormdeck/protocol'
import { attempt, heard, open, resume, settle, sleep, stop } from './attempt.ts'
import { hear, opened, polled } from './hear.ts'
import { ended } from './loss.ts'
import type { Due, Effect, Env, Event, Model, Turn } from './model.ts'

/** Pages that become visible do so one by one: a short spread is enough. */
export const VISIBLE_SPREAD_MS = 1_000
/** A user's impatience starts an attempt at most this often. */
export const ACTION_INTERVAL_MS = 5_000

const windowOf = ({ m }: Turn) => m.hello?.windowMs ?? MIN_WINDOW_MS
const mayResume = ({ m }: Turn) => m.phase === 'stopped' && (m.why === 'no-answer' || m.why === 'not-served')

function giveUpWaiting(turn: Turn): void {
  turn.effects.push({ do: 'drop' })
  ended(turn, { type: 'ended' })
}

/** What happens when a moment has come. In this order, when several have. */
const WAKE: Record<keyof Due, (turn: Turn) => void> = {
  background: sleep,
  stable: turn => {
    settle(turn)
    turn.m.refusals = 0
    turn.m.hintAsked = false
  },
  silence: turn => {
    const { m, now } = turn
    const deadAt = m.heardAt + SILENCE_BEATS * m.beatMs
    if (deadAt > now) m.due.silence = deadAt
    else giveUpWaiting(turn)
  },
  answer: giveUpWaiting,
  move: turn => {
    if (turn.m.online) attempt(turn)
  },
  poll: turn => open(turn, turn.m.phase === 'manual' ? 'snapshot' : 'poll'),
  attempt,
}

function tick(turn: Turn): void {
  for (const name of Object.keys(WAKE) as (keyof Due)[]) {
    // What is not planned is undefined, and never due.
    if ((turn.m.due[name] as number) <= turn.now) {
      delete turn.m.due[name]
      WAKE[name](turn)
    }
  }
}

/** The user asks: for an attempt, or at tier 5 for a snapshot. */
function ask(turn: Turn): void {
  const { m, now } = turn
  const soonest = Math.max(now, m.notBefore, m.attemptedAt + ACTION_INTERVAL_MS)
  if (m.phase === 'manual') {
    if (m.due.answer === undefined) m.due.poll = soonest
  } else if (m.phase === 'stopped' || m.why === 'offline') {
    // A browser may be wrong about the network, behind a VPN for one; the user decides.
    m.online = true
    resume(turn, 0)
    m.due.attempt = soonest
  } else if (m.phase === 'waiting' && m.due.attempt !== undefined) {
    m.due.attempt = Math.min(m.due.attempt, soonest)
  }
}

const HANDLERS: { [K in Event['type']]: (turn: Turn, event: Extract<Event, { type: K }>) => void } = {
  start: ({ m, now }) => {
    m.due.attempt = now
  },
  tick,
  opened,
  polled,
  heard,
  frame: (turn, { frame }) => hear(turn, frame),
  ended,
  placed: turn => {
    turn.m.place = true
    if (turn.m.why === 'places') attempt(turn)
  },
  wanted: turn => {
    if (turn.m.hidden) sleep(turn)
  },
  hidden: ({ m, now, backgroundAfterMs }) => {
    m.hidden = true
    m.due.background = now + backgroundAfterMs
  },
  visible: turn => {
    const { m } = turn
    m.hidden = false
    delete m.due.background
    if (m.phase === 'background') resume(turn, VISIBLE_SPREAD_MS)
    else if (mayResume(turn)) resume(turn, windowOf(turn))
    tick(turn)
  },
  left: sleep,
  offline: ({ m }) => {
    m.online = false
  },
  online: turn => {
    turn.m.online = true
    if (turn.m.why === 'offline' || mayResume(turn)) resume(turn, windowOf(turn))
    tick(turn)
  },
  ask,
  close: turn => stop(turn),
}

/**
 * The whole behaviour of a client (SPEC.md): no clock, no network, no page of its own.
 * @returns the next model and what is to be done, in order; `model` is not changed
 */
export function step(model: Model, event: Event, env: Env): { model: Model; effects: Effect[] } {
  const turn: Turn = { ...env, m: { ...model, due: { ...model.due } }, effects: [] }
  if (model.phase !== 'closed') (HANDLERS[event.type] as (turn: Turn, event: Event) => void)(turn, event)
  return { model: turn.m, effects: turn.effects }
}
