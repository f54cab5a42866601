import { type Tier, WARNING_LIMIT_RATIO } from '@stormdeck/protocol'
import { stepTier } from './step-tier.ts'

/** At most one step within this time, in either direction. */
export const STEP_INTERVAL_MS = 60_000
/** How long usage must stay under 70 % before a step up; doubled by every re-entry … */
export const LEAVE_AFTER_MS = 60_000
/** … up to this. */
export const MAX_LEAVE_AFTER_MS = 30 * 60_000

/** Where policy stands for one node. Pure data: it can be stored, and replayed over recorded storms. */
export type PolicyState = {
  /** What policy orders, or would order. */
  tier: Tier
  lastStepAt: number | null
  /** Since when everything has been quiet enough to leave; `null`: it is not. */
  quietSince: number | null
  leaveAfterMs: number
  /** When it last stepped up, and has not stepped down since; `null`: it has not. */
  leftAt: number | null
}

/** What policy looks at, once a second or so. */
export type PolicyInput = {
  /** The tier that the resource which runs out asks for; 1: none does; `null`: no tier would help. */
  wanted: Tier | null
  /** Sessions of the last 60 s ÷ limit; `null`: unknown, and then nothing is left. */
  returnRatio: number | null
  /** No storm running or clearing; `null`: cannot be told. */
  calm: boolean | null
}

export type PolicyStep = { from: Tier; to: Tier; why: string }

export function createPolicy(): PolicyState {
  return { tier: 1, lastStepAt: null, quietSince: null, leaveAfterMs: LEAVE_AFTER_MS, leftAt: null }
}

/**
 * One look of the policy (tiers.md): enters at once, leaves after 60 s under 70 % without a storm, one tier at a time and at
 * most one step a minute. Coming back down soon after a step up doubles the time it waits before the next one, up to 30 min.
 * What is unknown holds what is. Whether a step is ordered or only advised is the caller's mode.
 */
export function stepPolicy(
  policy: PolicyState,
  input: PolicyInput,
  nowMs: number,
): { policy: PolicyState; step: PolicyStep | null } {
  const quietSince = isQuiet(input) ? (policy.quietSince ?? nowMs) : null
  const next = { ...policy, quietSince }
  if (policy.lastStepAt !== null && nowMs - policy.lastStepAt < STEP_INTERVAL_MS)
    return { policy: next, step: null }
  const wanted = input.wanted ?? policy.tier
  if (wanted > policy.tier) return enter(next, nowMs)
  const waitedMs = quietSince === null ? 0 : nowMs - quietSince
  if (policy.tier > 1 && wanted < policy.tier && waitedMs >= policy.leaveAfterMs) return leave(next, nowMs)
  return { policy: next, step: null }
}

function isQuiet({ wanted, returnRatio, calm }: PolicyInput): boolean {
  return wanted !== null && calm === true && returnRatio !== null && returnRatio < WARNING_LIMIT_RATIO
}

function enter(policy: PolicyState, nowMs: number) {
  const to = stepTier(policy.tier, 1)
  const returned = policy.leftAt !== null && nowMs - policy.leftAt <= MAX_LEAVE_AFTER_MS
  const leaveAfterMs = returned
    ? Math.min(policy.leaveAfterMs * 2, MAX_LEAVE_AFTER_MS)
    : policy.tier === 1
      ? LEAVE_AFTER_MS
      : policy.leaveAfterMs
  return {
    // One return doubles once, however many steps it takes.
    policy: { ...policy, tier: to, lastStepAt: nowMs, quietSince: null, leaveAfterMs, leftAt: null },
    step: { from: policy.tier, to, why: 'a resource is running out' },
  }
}

function leave(policy: PolicyState, nowMs: number) {
  const to = stepTier(policy.tier, -1)
  return {
    policy: { ...policy, tier: to, lastStepAt: nowMs, quietSince: nowMs, leftAt: nowMs },
    step: { from: policy.tier, to, why: `under 70 % and no storm for ${policy.leaveAfterMs / 1_000} s` },
  }
}
