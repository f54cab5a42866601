import { backoffMs, gapMs } from '@stormdeck/protocol'
import type { WaitReason } from './state.ts'

/** Good until `until`; with a planned time from `opensAt` on, else (0) at any moment of the window. Epoch ms. */
export type Ticket = { readonly value: string; readonly opensAt: number; readonly until: number }

/** What a client knows when it plans its return. Milliseconds. */
export type Situation = {
  /** Last window the server told; `undefined`: never heard one. */
  windowMs: number | undefined
  ticket?: Ticket | undefined
  /** Asked for with a refusal (Retry-After). */
  retryAfterMs: number | null
  /** Refusals in a row, this one included. */
  refusals: number
  /** Returns planned since the last answer. */
  retries: number
  /** Attempts in a row that nobody answered. */
  unanswered: number
}

/** A window grows to at most this many times its size, and only by refusals. */
export const MAX_GROWTH = 8

/**
 * How long until the next attempt, and by which rule. protocol.md, "Window"; F30.
 * @param now epoch ms
 * @param random uniform in [0, 1)
 */
export function returnDelay(
  { windowMs, ticket, retryAfterMs, refusals, retries, unanswered }: Situation,
  now: number,
  random: () => number,
): { ms: number; why: WaitReason } {
  if (ticket?.opensAt && now <= ticket.until) {
    const from = Math.max(ticket.opensAt, now)
    return { ms: from - now + random() * (ticket.until - from), why: 'ticket' }
  }
  const ms =
    windowMs === undefined
      ? backoffMs(retries, random)
      : unanswered > 0
        ? gapMs(windowMs, random)
        : random() * windowMs * Math.min(2 ** Math.max(refusals - 1, 0), MAX_GROWTH)
  if (refusals > 0) return { ms: (retryAfterMs ?? 0) + ms, why: 'refused' }
  return { ms, why: windowMs === undefined ? 'backoff' : 'window' }
}
