import { type Scope, STALE_AFTER_MS } from '@stormdeck/protocol'
import { scopeNodes } from '../../domain/scope-nodes.ts'
import type { AgentNode } from '../collector/agent-node.ts'
import type { HistoryMinute, HistoryRecords, MinMax } from '../store/history-records.ts'
import { historyName } from './embedded-history.ts'
import { MINUTE_SERIES } from './panel-series.ts'
import { scopeExtremes } from './scope-seconds.ts'

const MINUTE_MS = 60_000
/** Seconds after its end at which a minute is written, so that late answers are in. */
const SETTLE_MS = 3_000
/** Rows of one commit, so that a large fleet does not hold the loop. */
const ROWS_PER_COMMIT = 100

export type MinuteRecorder = {
  /** Call it about once a second. Writes each minute once it is over. */
  tick(now: number): Promise<void>
  /** Writes the minute that is under way. */
  flush(now: number): Promise<void>
}

/**
 * Writes every node, group and the fleet by the minute, and notes minutes in which a node was below full service unordered.
 * Scopes are kept for themselves: their peaks do not add up. */
export function createMinuteRecorder(options: {
  nodes: () => readonly AgentNode[]
  store: HistoryRecords
}): MinuteRecorder {
  const { store } = options
  let written: number | null = null
  let first = true
  /** Starts of minutes that are not written yet. */
  const lowered = new Set<number>()

  async function write(minuteAt: number): Promise<void> {
    const rows = minuteRows(options.nodes(), minuteAt)
    // The minute in which the process began may hold what the one before it saw.
    const earlier = first
      ? await store.read({ from: minuteAt, to: minuteAt + MINUTE_MS, stepMs: MINUTE_MS, nodes: null })
      : []
    first = false
    const known = new Map(earlier.map(point => [point.node, point.values]))
    const merged = rows.map(row => ({ ...row, values: wider(row.values, known.get(row.node)) }))
    for (let at = 0; at < merged.length; at += ROWS_PER_COMMIT) {
      await store.putMinute(merged.slice(at, at + ROWS_PER_COMMIT))
      await new Promise(resolve => setImmediate(resolve))
    }
    if (lowered.has(minuteAt)) await store.noteLowered(minuteAt)
    for (const at of lowered) if (at <= minuteAt) lowered.delete(at)
  }

  return {
    async tick(now) {
      if (isLowered(options.nodes(), now)) lowered.add(Math.floor(now / MINUTE_MS) * MINUTE_MS)
      const minuteAt = Math.floor((now - SETTLE_MS) / MINUTE_MS) * MINUTE_MS
      const due = written !== null && minuteAt > written ? written : null
      written = minuteAt
      if (due !== null) await write(due)
    },
    flush: now => write(Math.floor(now / MINUTE_MS) * MINUTE_MS),
  }
}

/** Some node runs below tier 1 by its own protection, or climbs back, while no node has an order. */
function isLowered(nodes: readonly AgentNode[], now: number): boolean {
  const told = nodes.flatMap(({ status, receivedAt }) =>
    status !== null && receivedAt !== null && now - receivedAt <= STALE_AFTER_MS ? [status.tier] : [],
  )
  return told.some(tier => tier.effective > 1) && told.every(tier => tier.ordered === 1)
}

function minuteRows(nodes: readonly AgentNode[], minuteAt: number): HistoryMinute[] {
  const groups = [...new Set(nodes.map(node => node.group))]
  const scopes: Scope[] = [
    { kind: 'fleet', name: null },
    ...groups.map(name => ({ kind: 'group' as const, name })),
    ...nodes.map(node => ({ kind: 'node' as const, name: node.id })),
  ]
  const from = minuteAt / 1_000
  return scopes.flatMap(scope => {
    const covered = scopeNodes(nodes, scope)
    const values = Object.fromEntries(
      MINUTE_SERIES.map(({ minute, second }) => [minute, scopeExtremes(covered, second, from, from + 60)]),
    )
    const known = Object.values(values).some(value => value.max !== null)
    const group = scope.kind === 'fleet' ? '' : (covered[0]?.group ?? '')
    return known ? [{ at: minuteAt, node: historyName(scope), group, values }] : []
  })
}

function wider(
  values: HistoryMinute['values'],
  other: HistoryMinute['values'] | undefined,
): HistoryMinute['values'] {
  if (other === undefined) return values
  const extreme = (pick: (...values: number[]) => number, ...of: (number | null | undefined)[]) => {
    const known = of.filter(value => value !== null && value !== undefined)
    return known.length === 0 ? null : pick(...known)
  }
  const joined = MINUTE_SERIES.map(({ minute }): [string, MinMax] => [
    minute,
    {
      min: extreme(Math.min, values[minute]?.min, other[minute]?.min),
      max: extreme(Math.max, values[minute]?.max, other[minute]?.max),
    },
  ])
  return Object.fromEntries(joined)
}
