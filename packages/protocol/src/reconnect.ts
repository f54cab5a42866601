/** F30: how a client that never heard a window comes back. */
export const BACKOFF = { baseMs: 1_000, factor: 1.5, maxMs: 30_000, jitterMs: 1_000, maxAttempts: 7 } as const

/**
 * Delay before attempt `n` (0 for the first retry) in milliseconds: 1 s × 1.5^n, at most 30 s, plus up to 1 s
 * of jitter. F30.
 */
export function backoffMs(n: number, random: () => number): number {
  const grown = Math.min(BACKOFF.baseMs * BACKOFF.factor ** n, BACKOFF.maxMs)
  return grown + random() * BACKOFF.jitterMs
}

/** Least time from the first unanswered attempt of a client that was told a window to its seventh and last. F30. */
export const PATIENCE_MS = 40_000

/** How much longer than the shortest a gap between unanswered attempts may be. */
const GAP_JITTER = 0.1

const shortestGapMs = (window: number) => Math.max(window, PATIENCE_MS / (BACKOFF.maxAttempts - 1))

/**
 * Longest gap between unanswered attempts: a tenth more than the window, and so long that six of the shortest gaps last
 * PATIENCE_MS. In a window of 5 s seven attempts could otherwise be over in 10 s, and a restart is not.
 */
export const longestGapMs = (window: number) => shortestGapMs(window) * (1 + GAP_JITTER)

/**
 * Time from an unanswered attempt to the next, for a client that was told a window: nearly the same each time, and no
 * shorter than the window. Clients whose first attempts are spread evenly stay so spread, and whenever the server answers
 * again it sees them evenly; with a new moment out of the whole window each time, the first second would see twice its
 * share, and with shorter gaps the first to come back would meet the last of those who have not tried yet.
 * @param window ms
 * @param random uniform in [0, 1)
 */
export const gapMs = (window: number, random: () => number) =>
  shortestGapMs(window) * (1 + random() * GAP_JITTER)

export const WINDOW_FACTOR = 1.2
export const MIN_WINDOW_MS = 5_000
/** What a server is taken to accept until it has been measured: one TLS handshake with its upgrade a millisecond. */
export const UNMEASURED_ACCEPTS_PER_SECOND = 1_000

/**
 * The time over which clients spread their return: max(1.2 × clients ÷ accepts per second, 5 s). protocol.md.
 * @param clients how many may come back at once
 * @param acceptsPerSecond measured capacity; `null`: unknown, {@link UNMEASURED_ACCEPTS_PER_SECOND} is supposed
 */
export function windowMs(clients: number, acceptsPerSecond: number | null): number {
  const perSecond = acceptsPerSecond ?? UNMEASURED_ACCEPTS_PER_SECOND
  return Math.max(Math.ceil((WINDOW_FACTOR * clients * 1_000) / perSecond), MIN_WINDOW_MS)
}
