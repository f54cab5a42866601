import type { AgentStatus, TierRefusal } from '@stormdeck/protocol'
import type { AttemptClass } from '../attempts/attempt-ring.ts'

/** One process that holds sessions: the label `worker` of the metrics. */
export type WorkerCounts = { worker: string; current: number; accepted: number; rejected: number }

/** What metrics are read from: the status, and the few totals that it does not carry. */
export type MetricsView = {
  status: AgentStatus
  attemptsByClass: Readonly<Record<AttemptClass, number>>
  tierRefused: Partial<Record<TierRefusal, number>>
  errors: number
  hints: number
  peakConnections: number
  workers: readonly WorkerCounts[]
}
