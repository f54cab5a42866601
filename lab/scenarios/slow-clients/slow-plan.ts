import { connectionsHeld } from '../../../lib/domain/saturation/littles-law.ts'

/** Who knocks, how often, and how long the slow ones hold a socket before their request is whole. */
export type SlowPlan = {
  clientsPerSecond: number
  slowRatio: number
  slowHoldMs: number
  forMs: number
}

/** How long a quick client keeps its socket: it connects, is answered and goes (F18: 50 ms). */
export const FAST_HOLD_MS = 50

/** Little's law (F18): sockets held = arrival rate × hold time, for the slow and the quick ones. */
export function socketsHeld({ clientsPerSecond, slowRatio, slowHoldMs }: Omit<SlowPlan, 'forMs'>): {
  slow: number
  fast: number
} {
  return {
    slow: connectionsHeld(clientsPerSecond * slowRatio, slowHoldMs / 1_000),
    fast: connectionsHeld(clientsPerSecond * (1 - slowRatio), FAST_HOLD_MS / 1_000),
  }
}
