import { BUCKETS_KEPT } from '@stormdeck/protocol'
import type { BusiestMinute } from '../../contract/storm-recording.ts'
import type { AgentNode } from '../collector/agent-node.ts'

const VERSIONS_KEPT = 8
/** What a node said longer ago is not of this minute. */
const FRESH_MS = 2_500

/**
 * The minute before `now` over these nodes, where it saw more attempts than the busiest before and a node names versions;
 * else that one. Planned returns are attempts here: agents count them by version too.
 */
export function busiestMinute(
  before: BusiestMinute | null,
  nodes: readonly AgentNode[],
  now: number,
): BusiestMinute | null {
  const versions = new Map<string, number>()
  let attempts = 0
  for (const { buckets, status, receivedAt } of nodes) {
    const last = buckets.slotAt(now)
    const sum = (column: 'attempts' | 'planned') => buckets.sum(column, last - BUCKETS_KEPT + 1, last) ?? 0
    const counted = sum('attempts') + sum('planned')
    const fresh = receivedAt !== null && now - receivedAt <= FRESH_MS
    const told = fresh ? (status?.clients.versions ?? []) : []
    for (const { version, attemptsLast60s } of told)
      versions.set(version, (versions.get(version) ?? 0) + attemptsLast60s)
    // A version's minute is estimated from two whole ones, and may come out above what the buckets hold.
    attempts += Math.max(
      counted,
      told.reduce((sum, { attemptsLast60s }) => sum + attemptsLast60s, 0),
    )
  }
  if (versions.size === 0 || attempts <= (before?.attempts ?? 0)) return before
  return {
    endsAt: Math.round(now),
    attempts,
    versions: [...versions]
      .filter(([, made]) => made > 0)
      .sort((a, b) => b[1] - a[1])
      .slice(0, VERSIONS_KEPT)
      .map(([version, made]) => ({ version, ratio: Math.round((made / attempts) * 1_000) / 1_000 })),
  }
}
