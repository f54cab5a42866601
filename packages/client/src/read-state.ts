import type { Model } from './machine/model.ts'
import type { DeckState } from './state.ts'

/** What users are told while nothing arrives (F5). */
export const UNAVAILABLE_TEXT = 'Real-time features are temporarily unavailable.'

function userText({ phase, hello, returning, unanswered }: Model, unavailable: string): string | null {
  const told = hello?.userText ?? null
  if (phase === 'open') return told
  if (phase === 'background' || phase === 'closed') return null
  if (phase === 'manual') return told ?? unavailable
  // The very first attempt is no loss yet.
  return returning || unanswered > 0 || phase === 'stopped' ? unavailable : null
}

/** What the application sees of the machine. */
export function readState(model: Model, unavailable = UNAVAILABLE_TEXT): DeckState {
  const { phase, transport = null, hello, unanswered, why = null, closed = null, due } = model
  return {
    phase,
    transport,
    tier: hello?.tier ?? null,
    userText: userText(model, unavailable),
    nextAttemptAt: (phase === 'waiting' ? due.attempt : phase === 'manual' ? due.poll : null) ?? null,
    attempts: unanswered,
    why,
    closed,
  }
}

export function sameState(a: DeckState, b: DeckState): boolean {
  return (Object.keys(a) as (keyof DeckState)[]).every(key => a[key] === b[key])
}
