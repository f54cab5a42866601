import type { CLOSE } from '@stormdeck/protocol'
import type { StopReason } from '../state.ts'
import { countUnanswered, plan, settle, stop } from './attempt.ts'
import { hinted } from './hear.ts'
import type { Event, Turn } from './model.ts'

type Ended = Extract<Event, { type: 'ended' }>

const NORMAL: typeof CLOSE.normal = 1000
const POLICY: typeof CLOSE.policy = 1008
const TRY_LATER: typeof CLOSE.tryLater = 1013

/** Endings after which a client does not come back by itself. 3000 and 3003 as registered with IANA. */
const STOPS: Record<number, StopReason> = {
  [NORMAL]: 'sent-away',
  [POLICY]: 'policy',
  3000: 'not-allowed',
  3003: 'not-allowed',
  401: 'not-allowed',
  403: 'not-allowed',
  404: 'not-served',
}

/** A connection ended, or a request was not answered with 200. */
export function ended(turn: Turn, { code = 0, reason = '', status = 0, retryAfterMs = null }: Ended): void {
  const { m } = turn
  delete m.due.answer
  if (m.phase === 'connecting' && !m.transport) {
    hinted(turn)
    return
  }
  if (code) m.closed = { code, reason }
  const why = STOPS[code || status]
  if (why) {
    stop(turn, why)
    return
  }
  if (status === 409 || status === 429 || retryAfterMs !== null) settle(turn)
  const refused = code === TRY_LATER || [409, 429, 503].includes(status)
  m.refusals = refused ? m.refusals + 1 : 0
  if (m.phase === 'manual') {
    m.why = refused ? 'refused' : 'no-answer'
    m.notBefore = turn.now + (retryAfterMs ?? 0)
    return
  }
  if (!m.answered && countUnanswered(turn)) stop(turn, 'no-answer')
  else plan(turn, retryAfterMs)
}
