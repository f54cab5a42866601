import { type AgentStatus, NO_DATA_AFTER_MS, STALE_AFTER_MS } from '@stormdeck/protocol'
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
  const lastSeenAt = seenOnGrid(node, at)
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
    ...stormOf(judged, now, hasValues(reach)),
    lowerBoundWhy: told?.lowerBound.active ? told.lowerBound.why : null,
  }
}

/** Whether a node can be seen at `now`. */
export function reachAt(node: AgentNode, now: number): Reach {
  const seenAt = seenOnGrid(node, onGrid(now))
  return reachOf(node, seenAt === null ? null : onGrid(now) - seenAt)
}

const seenOnGrid = (node: AgentNode, at: number): number | null =>
  node.receivedAt === null ? null : Math.min(at, onGrid(node.receivedAt))

/** The next moment at which a node goes stale or silent unless it answers, epoch ms; `null`: it cannot be seen anyway. */
export function reachEndsAt(node: AgentNode, now: number): number | null {
  const seenAt = seenOnGrid(node, onGrid(now))
  if (seenAt === null) return null
  const ends = [STALE_AFTER_MS, NO_DATA_AFTER_MS].map(limit => seenAt + limit + AGE_UNIT_MS)
  return ends.find(at => at > now) ?? null
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

function stormOf(judged: NodeJudge, now: number, seen: boolean) {
  const verdict = judged.judge(now)
  // Its newest bucket may be a little younger than its answer; a node that is not seen is not calm all the same.
  const untold = !seen && (verdict.state === 'calm' || verdict.state === 'suspected')
  return {
    attemptsLastSecond: tenth(verdict.lastSecond),
    attemptsPerSecondMean60s: tenth(verdict.meanPerSecond),
    lowerBound: verdict.lowerBound,
    stormState: untold ? ('cannot-tell' as const) : verdict.state,
    stormSince: Math.round(verdict.since),
    burst: verdict.burst,
    sustained: verdict.sustained,
    observedMs: verdict.observedMs,
    burstThresholdAttempts: judged.thresholds.burstAttempts,
    sustainedThresholdPerSecond: judged.thresholds.sustainedPerSecond,
  }
}
