import type { CloseReason, RejectReason } from '@stormdeck/protocol'

/** Everything that only ever grows, since the agent started. Read at scrape time; never on the hot path. */
export type Totals = {
  accepted: number
  rejected: Partial<Record<RejectReason, number>>
  wouldReject: Partial<Record<RejectReason, number>>
  closed: Partial<Record<CloseReason, number>>
  zombiesDestroyed: number
  published: number
  dropped: number
  framesAround: number
  messagesIn: number
  messagesOut: number
  bytesIn: number
  bytesOut: number
  hints: number
  authFull: number
  authCached: number
  authFailed: number
  errors: number
}

export function newTotals(): Totals {
  return {
    accepted: 0,
    rejected: {},
    wouldReject: {},
    closed: {},
    zombiesDestroyed: 0,
    published: 0,
    dropped: 0,
    framesAround: 0,
    messagesIn: 0,
    messagesOut: 0,
    bytesIn: 0,
    bytesOut: 0,
    hints: 0,
    authFull: 0,
    authCached: 0,
    authFailed: 0,
    errors: 0,
  }
}

/** Adds one under a name of a closed set. */
export function increment<K extends string>(counts: Partial<Record<K, number>>, key: K): void {
  counts[key] = (counts[key] ?? 0) + 1
}

export const sumOf = (counts: Partial<Record<string, number>>) =>
  Object.values(counts).reduce<number>((total, count) => total + (count ?? 0), 0)
