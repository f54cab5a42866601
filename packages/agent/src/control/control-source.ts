import type { AgentStatus, HostLimits, TopClients } from '@stormdeck/protocol'
import type { PutAnswer } from '../tier/tier-machine.ts'

/** What the control listener answers from: one agent, or the primary of a cluster. */
export type ControlSource = {
  /** Identity of this run. */
  readonly boot: string
  /** Ms since the start of this run. */
  now(): number
  /** Whether a burst of this many attempts holds: its reader should be answered at once. */
  urgent(burstAttempts: number): boolean
  /**
   * The state now, with the attempt buckets from number `fromBucket` on. A source that decides bursts of one
   * threshold only says so in `burst.threshold`.
   */
  status(fromBucket: number, burstAttempts: number): AgentStatus
  topClients(count: number): TopClients
  limits(): HostLimits
  put(body: unknown): PutAnswer | Promise<PutAnswer>
}
