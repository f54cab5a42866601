/**
 * What is going on, most pressing first. `critical` and `warning`: a threshold without a storm. `degraded`: a tier is
 * ordered and nothing else is wrong. `partly-blind`: some nodes, or bursts, cannot be judged. `blind`: nothing can.
 */
export const VERDICT_LEVELS = [
  'blind',
  'storm',
  'critical',
  'recovering',
  'early-warning',
  'partly-blind',
  'degraded',
  'warning',
  'calm',
] as const
export type VerdictLevel = (typeof VERDICT_LEVELS)[number]

/** How it is drawn: grey, blue (an order in force), hatched, amber, red. */
export type Severity = 'normal' | 'ordered' | 'unknown' | 'warning' | 'critical'

export const VERDICT_SEVERITY: Record<VerdictLevel, Severity> = {
  blind: 'critical',
  storm: 'critical',
  critical: 'critical',
  recovering: 'warning',
  'early-warning': 'warning',
  'partly-blind': 'unknown',
  degraded: 'ordered',
  warning: 'warning',
  calm: 'normal',
}

/** One judgement of a scope, in the words of the console. */
export type Judgement = {
  level: VerdictLevel
  severity: Severity
  /** Epoch ms since when it holds, where that is known. */
  since: number | null
  /** Console: what, where, how fast, how long until full. */
  headline: string
  /** Console: clauses joined by " · "; may be empty. */
  detail: string
  /** In the fewest words, for the title of the tab and to be read out: "◆ Storm on ws-2 and others". Counts nothing. */
  sign: string
  stormId: string | null
  nodesInStorm: string[]
  /** Nodes that give no values; none while the server itself is not heard, since that is no fault of theirs. */
  silentNodes: string[]
}

/** The same in the words of every screen, so that they cannot disagree. */
export type Verdict = Judgement & {
  /** Wall: readable from 5 m. */
  wallHeadline: string
  wallDetail: string
  /** Summary: one statement in plain words, in one or two sentences. */
  executiveSentence: string
  /** Summary: why, and what is being done; empty when there is nothing to add. */
  executiveSecond: string
}
