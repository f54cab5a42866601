import type { AgentStatus, StormThresholds } from '@stormdeck/protocol'
import type { HotAttempts } from '../../contract/feed.ts'
import { wireSafeRow } from '../../contract/wire-safe-row.ts'
import type { NodeReading } from '../../domain/node-reading.ts'
import type { AgentNode } from '../collector/agent-node.ts'
import { type Config, stormThresholdsOf } from '../config/config-schema.ts'
import { hotAttemptsOf } from './hot-attempts-of.ts'
import { NodeJudge } from './node-judge.ts'
import { nodeReadingOf, reachAt, reachEndsAt } from './node-reading-of.ts'

/** Judges every node of the collector; nothing is kept that a browser would not be told. */
export type Fleet = {
  /** Takes an answer. True when it changes what somebody must be told at once. */
  answered(node: AgentNode, status: AgentStatus, wrote: { first: number; last: number }): boolean
  /** Attempts in a second from which the agent is to answer early; `null` while its storm is known anyway. */
  burstOf(node: AgentNode): number | null
  /** Rows of all nodes, sorted by id. With `early` only rows that can have changed are made anew. */
  look(nodes: readonly AgentNode[], now: number, early?: boolean): NodeReading[]
  /** The next moment before `until` at which a row changes because nothing is heard; `null`: none. */
  changesAt(now: number, until: number): number | null
  judges(): readonly NodeJudge[]
  /** @param early between two ticks: of fewer nodes */
  hot(now: number, sentUpTo: Map<string, number> | null, early?: boolean): HotAttempts
}

export function createFleet(config: Config): Fleet {
  const judges = new Map<AgentNode, NodeJudge>()
  const rows = new Map<AgentNode, NodeReading>()
  const answered = new Set<AgentNode>()

  function judgeFor(node: AgentNode): NodeJudge {
    // What it calls itself, and with that its thresholds, may become known with its first answer only.
    const thresholds = stormThresholdsOf(config, node)
    const known = judges.get(node)
    if (known !== undefined && sameThresholds(known.thresholds, thresholds)) return known
    const judged = new NodeJudge(node, thresholds)
    judges.set(node, judged)
    return judged
  }

  /** One odd agent must not stop the feed of all. */
  function makeRow(node: AgentNode, now: number): void {
    const row = wireSafeRow(nodeReadingOf(judgeFor(node), now))
    if (row === null) rows.delete(node)
    else rows.set(node, row)
  }

  function forgetAllBut(nodes: readonly AgentNode[]): void {
    const kept = new Set(nodes)
    for (const node of judges.keys()) {
      if (kept.has(node)) continue
      judges.delete(node)
      rows.delete(node)
    }
  }

  return {
    answered(node, status, wrote) {
      const judged = judgeFor(node)
      judged.answered(status, wrote)
      answered.add(node)
      const row = rows.get(node)
      const verdict = judged.judge(node.receivedAt ?? 0)
      return (
        row !== undefined &&
        (row.stormState !== verdict.state ||
          (verdict.burst && !row.burst) ||
          row.effectiveTier !== status.tier.effective ||
          row.orderedTier !== status.tier.ordered ||
          row.reach !== 'fresh')
      )
    },
    burstOf(node) {
      const judged = judges.get(node)
      return judged?.verdict?.state === 'storm' ? null : judgeFor(node).thresholds.burstAttempts
    },
    look(nodes, now, early = false) {
      if (!early) forgetAllBut(nodes)
      for (const node of nodes)
        if (!early || answered.has(node) || rows.get(node)?.reach !== reachAt(node, now)) makeRow(node, now)
      answered.clear()
      return nodes.flatMap(node => rows.get(node) ?? []).sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    changesAt(now, until) {
      let first = until
      for (const node of judges.keys()) first = Math.min(first, reachEndsAt(node, now) ?? until)
      return first < until ? first : null
    },
    judges: () => [...judges.values()],
    hot: (now, sentUpTo, early) => hotAttemptsOf(judges.values(), now, sentUpTo, early),
  }
}

const sameThresholds = (a: StormThresholds, b: StormThresholds) =>
  a.burstAttempts === b.burstAttempts && a.sustainedPerSecond === b.sustainedPerSecond
