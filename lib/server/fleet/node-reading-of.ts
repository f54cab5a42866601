import type { AgentStatus } from '@stormdeck/protocol'
import { AGE_UNIT_MS } from '../../contract/age-unit.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import { hasValues, type Reach, reachByAge } from '../../domain/reach.ts'
import type { AgentNode } from '../collector/agent-node.ts'
import type { NodeJudge } from './node-judge.ts'
import { NO_VALUES } from './node-values.ts'
import { valuesOf } from './node-values-of.ts'
import { tenth } from './reading-parts.ts'

/** The moment of a state: a multiple of the unit in which ages travel. */
export const onGrid = (now: number): number => Math.floor(now / AGE_UNIT_MS) * AGE_UNIT_MS

/** The row of one node at `now`, from its last answer and its rings. What cannot be known is `null`. */
export function nodeReadingOf(judged: NodeJudge, now: number): NodeReading {
  const { node } = judged
  // On the grid on which ages travel, so that the moment a node was last seen does not flutter.
  const at = onGrid(now)
  const lastSeenAt = node.receivedAt === null ? null : Math.min(at, onGrid(node.receivedAt))
  const ageMs = lastSeenAt === null ? null : at - lastSeenAt
  const reach = reachOf(node, ageMs)
  const status = node.status
  const told = status !== null && hasValues(reach) ? status : null
  return {
    ...identity(node, status),
    reach,
    error: reach === 'fresh' ? null : node.error,
    ageMs,
    lastSeenAt,
    ...(told === null ? NO_VALUES : valuesOf(judged, told)),
    ...stormOf(judged, now),
    lowerBoundWhy: told?.lowerBound.active ? told.lowerBound.why : null,
  }
}

function reachOf(node: AgentNode, ageMs: number | null): Reach {
  const byAge = reachByAge(ageMs, null)
  if (byAge === 'fresh') return byAge
  if (node.vanishedAt !== null) return 'vanished'
  return node.refused ? 'refused' : byAge
}

function identity(node: AgentNode, status: AgentStatus | null) {
  return {
    id: node.id,
    group: node.group,
    adapter: status?.node.adapter ?? null,
    agentVersion: status?.node.agentVersion ?? null,
    demo: status?.node.demo ?? false,
    insecure: status?.node.insecure ?? false,
    limitsMode: status?.node.limitsMode ?? null,
    source: 'agent' as const,
    resolutionMs: null,
  }
}

function stormOf(judged: NodeJudge, now: number) {
  const verdict = judged.judge(now)
  return {
    attemptsLastSecond: tenth(verdict.lastSecond),
    attemptsPerSecondMean60s: tenth(verdict.meanPerSecond),
    lowerBound: verdict.lowerBound,
    stormState: verdict.state,
    stormSince: Math.round(verdict.since),
    burst: verdict.burst,
    sustained: verdict.sustained,
    observedMs: verdict.observedMs,
    burstThresholdAttempts: judged.thresholds.burstAttempts,
    sustainedThresholdPerSecond: judged.thresholds.sustainedPerSecond,
  }
}
