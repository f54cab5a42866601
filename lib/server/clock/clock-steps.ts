import type { Clock } from './clock.ts'

/** Below this two readings of both clocks only took a moment. */
const STEP_MS = 1_000

/**
 * Notices that the wall clock was set. Answers how far it moved since the last call, ms; 0: it was not set. Whoever dated
 * something by it moves those dates along, so that a node that fell silent does not look fresh for an hour.
 */
export function createStepWatch(clock: Clock): () => number {
  let offset = clock.now() - clock.mono()
  return () => {
    const step = clock.now() - clock.mono() - offset
    if (Math.abs(step) < STEP_MS) return 0
    offset += step
    return step
  }
}
