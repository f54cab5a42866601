import type { Tier } from '@stormdeck/protocol'

/** Degrading is immediate; the way back goes one tier at a time. */
export type Climb = {
  effective: Tier
  /** When the next step up may be taken; `null` while nothing is held back. Ms of the clock it was made with. */
  nextStepAtMs: number | null
}

/** Time between two steps up, ms. The first is taken at once, so that a lease ends within a second (tiers.md). */
export const CLIMB_STEP_MS = 5_000

/** One look at the clock: the tier in force towards the one that is ordered. */
export function climb(from: Climb, ordered: Tier, nowMs: number, stepMs: number = CLIMB_STEP_MS): Climb {
  if (ordered >= from.effective) {
    if (ordered > from.effective) return { effective: ordered, nextStepAtMs: null }
    if (from.nextStepAtMs !== null && nowMs >= from.nextStepAtMs) return { ...from, nextStepAtMs: null }
    return from
  }
  if (from.nextStepAtMs !== null && nowMs < from.nextStepAtMs) return from
  return { effective: (from.effective - 1) as Tier, nextStepAtMs: nowMs + stepMs }
}

/** The longest the climb can still take, ms; 0 when it has arrived. */
export function climbLeftMs(
  state: Climb,
  ordered: Tier,
  nowMs: number,
  stepMs: number = CLIMB_STEP_MS,
): number {
  if (ordered >= state.effective) return 0
  const first = state.nextStepAtMs === null ? 0 : Math.max(0, state.nextStepAtMs - nowMs)
  return first + (state.effective - ordered - 1) * stepMs
}
