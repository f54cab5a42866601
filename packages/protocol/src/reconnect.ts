/** F30: how a client that never heard a window comes back. */
export const BACKOFF = { baseMs: 1_000, factor: 1.5, maxMs: 30_000, jitterMs: 1_000, maxAttempts: 7 } as const

/**
 * Delay before attempt `n` (0 for the first retry) in milliseconds: 1 s × 1.5^n, at most 30 s, plus up to 1 s
 * of jitter. F30.
 */
export function backoffMs(n: number, random: () => number = Math.random): number {
  const grown = Math.min(BACKOFF.baseMs * BACKOFF.factor ** n, BACKOFF.maxMs)
  return grown + random() * BACKOFF.jitterMs
}

/**
 * A client that was told a window gives up after seven unanswered attempts, but not before this time, which is what
 * the seven of F30 take at most. In a window of 5 s seven attempts may be over in 10 s, and a restart is not.
 */
export const PATIENCE_MS = 40_000

export const WINDOW_FACTOR = 1.2
export const MIN_WINDOW_MS = 5_000

/**
 * The time over which clients spread their return: max(1.2 × clients ÷ accepts per second, 5 s). protocol.md.
 * @param clients how many may come back at once
 * @param acceptsPerSecond measured capacity; 0 or less means unknown and yields the minimum
 */
export function windowMs(clients: number, acceptsPerSecond: number): number {
  if (!(acceptsPerSecond > 0)) return MIN_WINDOW_MS
  return Math.max(Math.ceil((WINDOW_FACTOR * clients * 1_000) / acceptsPerSecond), MIN_WINDOW_MS)
}
