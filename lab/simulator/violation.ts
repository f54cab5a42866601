/** What the simulator holds every history against (tiers.md). */
export const RULES = [
  'no acknowledged order is lost and none is invented',
  'what is said to be stored is stored',
  'no older set is in force after a newer one',
  'a lease ends by itself',
  'what is ordered is in force soon after everything is well',
  'a node that enforces something else says why',
  'no node enforces less than is ordered',
  'the way back goes one tier at a time, paced',
  'local protection lasts as long as its cause',
  'the screen never says done early',
  'the screen never shows what is over as current',
  'a restore or takeover ends no measure',
  'the policy takes one step a minute',
  'every node serves in full when everything is over',
  'the audit chain holds',
] as const

export type Rule = (typeof RULES)[number]
export type Violation = { rule: Rule; what: string }

export const spellViolation = ({ rule, what }: Violation): string => `${what} (rule: ${rule})`
