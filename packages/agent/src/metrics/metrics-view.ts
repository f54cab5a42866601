import type { AgentStatus, TierRefusal } from '@stormdeck/protocol'
import type { AttemptClass } from '../attempts/attempt-ring.ts'

/** One process that holds sessions: the label `worker` of the metrics. */
/** `null` is unknown. */
export type WorkerCounts = {
  worker: string
  current: number | null
  accepted: number
  rejected: number | null
}

/** What metrics are read from: the status, and the few totals that it does not carry. */
export type MetricsView = {
  status: AgentStatus
  attemptsByClass: Readonly<Record<AttemptClass, number>>
  tierRefused: Partial<Record<TierRefusal, number>>
  errors: number
  hints: number
  /** Most sessions at once within the last 10 min. */
  peakConnections10Min: number
  /** Most attempts in any 5 s of the last 5 min. */
  attemptsPeak5s: number
  workers: readonly WorkerCounts[]
}
