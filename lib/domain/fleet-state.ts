import type { Scope, Tier } from '@stormdeck/protocol'
import type { NodeReading } from './node-reading.ts'
import type { StormState } from './storm/storm-state.ts'
import type { PolicyMode } from './tier/policy-mode.ts'

/** A storm as an object: begins, peaks, ends, can be linked and replayed. detection.md. */
export type Storm = {
  id: string
  nodes: string[]
  state: Exclude<StormState, 'calm' | 'cannot-tell'> | 'ended'
  startedAt: number
  endedAt: number | null
  /** When a rule last held on any of its nodes. Kept with the storm, for a judge that restarts; not on the wire. */
  lastAboveAt?: number
  /** Of each node the last bucket that was counted. Kept with the storm, for a server that restarts; not on the wire. */
  countedTo?: Record<string, number>
  /** Which rule fired first, and which hold or held at all. */
  firedBy: 'burst' | 'sustained' | 'early-warning'
  burst: boolean
  sustained: boolean
  peakPerSecond: number | null
  peakAt: number | null
  attempts: number
  accepted: number
  refused: number
  lowerBound: boolean
  /** Most frequent client version among its attempts and its share. */
  topVersion: string | null
  topVersionRatio: number | null
}

/** A lease in force as people see it. */
export type LeaseInForce = {
  id: string
  tier: Tier
  scope: Scope
  origin: 'person' | 'policy'
  by: string
  reason: string
  startedAt: number
  /** Epoch ms; `null`: until released. */
  endsAt: number | null
  drainPerSecond: number | null
}

/** What ought to be done, and why; never "storm, so 3". tiers.md, "Choosing". */
export type Recommendation = {
  /** `null`: no change of tier would help; `action` says what would. */
  tier: Tier | null
  scope: Scope
  resource: 'descriptors' | 'memory' | 'fan-out' | 'connections' | 'recovery'
  action: string
  reason: string
}

export type TierState = {
  leases: LeaseInForce[]
  /** How many more are in force than `leases` holds. */
  leasesLeftOut: number
  /** Revision of the store; an order made against an older one gets 409. */
  revision: number
  /** Most degraded tier ordered on any node of the fleet. */
  ordered: Tier
  recommended: Recommendation | null
  policyMode: PolicyMode
  safeToStepUp: { safe: boolean | null; why: string }
  /** Nodes that report what is ordered for them, and those that do not. */
  applied: { nodes: number; of: number; missing: { id: string; why: string }[] }
  /** False with the reason where this dashboard may only watch. */
  mayOrder: { allowed: boolean; why: string | null }
}

export type SourceHealth = {
  id: string
  kind: 'agents' | 'prometheus' | 'store' | 'alertmanager'
  status: 'ok' | 'failing' | 'unknown'
  /** A sentence that says what failed and what to do; `null` when ok. */
  error: string | null
  /** The same in a few words, for a line that only names it: "Prometheus clock off". `null`: ok, or the nodes say it. */
  headline: string | null
  since: number | null
}

/** The one judged state: sentence, wall, console, alert and incident are all made from it. */
export type FleetState = {
  /** Epoch ms on the server's clock. */
  at: number
  /**
   * Epoch ms, the server's clock, since when a browser has not heard the server itself: what it knows of the nodes ended
   * then, and says nothing of how they are. Set by `agedFleet`; a server never sends it.
   */
  unheardSince?: number
  /** Build of the server; a tab of another build reloads itself. */
  build: string
  /** Demo fleet rather than a configured one. */
  demo: boolean
  /** A server gave data here once, also before a restart: what is missing now is missing, and not yet to be connected. */
  everSeen: boolean
  nodes: NodeReading[]
  /** How many more are expected than a dashboard reads. They count as not seen. */
  unreadNodes: number
  /** Running and clearing storms, newest first. */
  storms: Storm[]
  tier: TierState
  sources: SourceHealth[]
  /** Open incidents, newest first. */
  incidents: { id: string; title: string; severity: 'warning' | 'critical'; nodes: string[] }[]
}
