/** What the policy may do: nothing, say what it would order, or order it (tiers.md). */
export const POLICY_MODES = ['off', 'advise', 'act'] as const
export type PolicyMode = (typeof POLICY_MODES)[number]
