import type { AgentStatus, LeaseSet, TopClients } from '@stormdeck/protocol'
import type { AttemptClass, Column } from '../attempts/attempt-ring.ts'
import type { LimitSettings } from '../limits/limits.ts'

/** Under this key messages of the agents travel between the processes of a cluster, beside the application's. */
export const CLUSTER_KEY = 'stormdeck.cluster'

/** What a worker says ten times a second. */
export type WorkerReport = {
  kind: 'report'
  /** Without attempt buckets. */
  status: AgentStatus
  /** Since the worker started, by column of the attempt ring. */
  counted: Record<Column, number>
  /** How long ago attempts since the last report may have come, where they had queued, ms. */
  uncertaintyMs: number
  attemptsByClass: Record<AttemptClass, number>
  /** Times of the last attempts that may make a burst, ms since the host booted. */
  attemptTimes: number[]
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
  }

export type ClusterMessage = { [CLUSTER_KEY]: WorkerReport | PrimaryOrder }

/** The message inside, or `null` when it is the application's. */
export function clusterMessage<K extends 'report' | 'order'>(
  message: unknown,
  kind: K,
): Extract<WorkerReport | PrimaryOrder, { kind: K }> | null {
  if (typeof message !== 'object' || message === null || !(CLUSTER_KEY in message)) return null
  const inside = (message as ClusterMessage)[CLUSTER_KEY]
  return inside.kind === kind ? (inside as Extract<WorkerReport | PrimaryOrder, { kind: K }>) : null
}
