import type { Delivery, Frame, Hello, InBandError } from '@stormdeck/protocol'
import type { Ticket } from '../delay.ts'
import type { Phase, Transport, Why } from '../state.ts'

/** Moments (epoch ms) at which the machine wants to be woken. */
export type Due = {
  attempt?: number
  /** the next poll; at tier 5 the snapshot that the user asked for */
  poll?: number
  /** an attempt, poll or hint that is still unanswered is given up */
  answer?: number
  /** a connection that stood this long counts as answered, also without a frame */
  stable?: number
  /** nothing was heard for too long */
  silence?: number
  /** back to a better transport */
  move?: number
  /** hidden for long enough */
  background?: number
}

export type Model = {
  phase: Phase
  why?: Why | undefined
  transport?: Transport | undefined
  /** As last told. */
  hello?: Hello
  ticket?: Ticket | undefined
  cursor?: string
  /** Had a session before: what it starts is a return. */
  returning?: boolean
  /** The attempt under way was answered. */
  answered?: boolean
  unanswered: number
  retries: number
  refusals: number
  hintAsked?: boolean
  /** Window that the hint was asked in; 0: none was known. */
  spreadMs: number
  attemptedAt: number
  /** Asked by the server; nobody's impatience goes below it. */
  notBefore: number
  heardAt: number
  beatMs: number
  hidden: boolean
  online: boolean
  /** Holds one of the client's three places (F10). */
  place?: boolean
  closed?: { code: number; reason: string } | undefined
  due: Due
}

export type Call = Transport | 'snapshot' | 'hint'

export type Effect =
  /** Opens a connection or starts one request; whatever was open is closed first. */
  | { do: 'open'; call: Call; ticket?: string | undefined }
  /** Closes what is open; nothing of it is heard any more. */
  | { do: 'drop' }
  /** Asks for one of the client's places, or gives it back. */
  | { do: 'take' | 'leave' }
  /** The position was lost. */
  | { do: 'reset' }
  | { do: 'deliver'; messages: Delivery['messages'] }
  | { do: 'dropped'; error: InBandError }

export type Event =
  | { type: 'start' | 'tick' | 'opened' | 'polled' | 'heard' | 'placed' | 'wanted' }
  | { type: 'frame'; frame: Frame }
  /** A connection or request is over. `code`: of a close frame; `status`: of an answer, 0 for none. */
  | { type: 'ended'; code?: number; reason?: string; status?: number; retryAfterMs?: number | null }
  | { type: 'hidden' | 'visible' | 'left' | 'online' | 'offline' }
  | { type: 'ask' | 'close' }

export type Env = {
  /** Epoch ms. */
  now: number
  /** Uniform in [0, 1). */
  random: () => number
  /** How long a page is hidden before its connection is given up. */
  backgroundAfterMs: number
  /** `false`: a server is never asked for its hint. */
  hint?: string | false
}

/** One turn of the machine: a model of its own to change, and what is to be done about it. */
export type Turn = Env & { m: Model; effects: Effect[] }

/** A client that has done nothing yet. What is missing here is written before it is read. */
export function initialModel(hidden: boolean, online: boolean): Model {
  const model: Partial<Model> = {
    phase: 'connecting',
    unanswered: 0,
    retries: 0,
    refusals: 0,
    attemptedAt: 0,
    notBefore: 0,
    spreadMs: 0,
    hidden,
    online,
    due: {},
  }
  return model as Model
}
