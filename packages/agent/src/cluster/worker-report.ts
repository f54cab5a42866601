import type { AgentStatus, LeaseSet, TopClients } from '@stormdeck/protocol'
import type { AttemptClass, Column } from '../attempts/attempt-ring.ts'
import type { LimitSettings } from '../limits/limits.ts'
import type { BurstEvidence } from './merged-burst.ts'

/** Under this key messages of the agents travel between the processes of a cluster, beside the application's. */
export const CLUSTER_KEY = 'stormdeck.cluster'

export const REPORT_INTERVAL_MS = 100

/** What a worker says ten times a second. */
export type WorkerReport = {
  kind: 'report'
  /** Ms since the host booted. */
  sentAtMs: number
  /** Without attempt buckets. */
  status: AgentStatus
  /** Since the worker started, by column of the attempt ring. */
  counted: Record<Column, number>
  /** How long ago attempts since the last report may have come, where they had queued or it is late, ms. */
  uncertaintyMs: number
  attemptsByClass: Record<AttemptClass, number>
  burst: BurstEvidence
  /** How long the sessions lasted that ended since the last report, ms. */
  durationsMs: number[]
  errors: number
  hints: number
  topClients: TopClients
}

/** What the primary says to a worker. */
export type PrimaryOrder =
  /** The set that holds; its signature has been checked. `null`: none. */
  {
    kind: 'order'
    set: LeaseSet | null
    limits: Pick<LimitSettings, 'connections'>
    /** That there are, at least one. */
    workers: number
  }

/** What a worker says when its agent is taken out. */
export type WorkerLeave = { kind: 'leave'; last: WorkerReport }

export type WorkerMessage = WorkerReport | WorkerLeave
type Message = WorkerMessage | PrimaryOrder
export type ClusterMessage = { [CLUSTER_KEY]: Message }

/** The message inside, or `null` when it is the application's. */
export function clusterMessage<K extends Message['kind']>(
  message: unknown,
  kind: K,
): Extract<Message, { kind: K }> | null {
  if (typeof message !== 'object' || message === null || !(CLUSTER_KEY in message)) return null
  const inside = (message as ClusterMessage)[CLUSTER_KEY]
  return inside.kind === kind ? (inside as Extract<Message, { kind: K }>) : null
}
