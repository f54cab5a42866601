import type { Received } from '../received.ts'

/** An answer received at `at` (epoch ms), held for a second as agents do, on a wall clock that was never set. */
export const receivedAt = (at: number, roundTripMs = 1_000): Received => ({
  at,
  mono: at,
  askedMono: at - roundTripMs,
})
