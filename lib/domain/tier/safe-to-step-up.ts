import { WARNING_LIMIT_RATIO } from '@stormdeck/protocol'
import { formatPercent } from '../../format/percent.ts'
import { listOf } from '../../format/words.ts'
import type { NodeReading } from '../node-reading.ts'
import { ratioOf } from '../ratio-of.ts'
import { hasValues } from '../reach.ts'

export type StepUpSafety = {
  /** `null`: cannot be told. */
  safe: boolean | null
  /** One clause, as in "Safe to step up: no, …". */
  why: string
}

/** Sessions of the last 60 s that would have to fit. At tier 5 the pool is empty, so pool usage says nothing. */
export function returnRatio(node: NodeReading): number | null {
  return ratioOf(node.sessionsLast60s, node.connectionLimit)
}

/** Sessions seen in the last 60 s ÷ limit at most 70 % on every node, and no storm (tiers.md, F22). */
export function safeToStepUp(nodes: readonly NodeReading[]): StepUpSafety {
  const named = (chosen: readonly NodeReading[]) => listOf(chosen.map(node => node.id))
  const storming = nodes.filter(node => node.stormState === 'storm')
  if (storming.length > 0) return { safe: false, why: `storm still running on ${named(storming)}` }
  const clearing = nodes.filter(node => node.stormState === 'clearing')
  if (clearing.length > 0) return { safe: false, why: `storm on ${named(clearing)} is still clearing` }
  const [fullest] = nodes
    .filter(node => (returnRatio(node) ?? 0) > WARNING_LIMIT_RATIO)
    .sort((a, b) => (returnRatio(b) ?? 0) - (returnRatio(a) ?? 0))
  if (fullest) {
    const share = formatPercent(returnRatio(fullest))
    return { safe: false, why: `sessions of the last minute are ${share} of the limit of ${fullest.id}` }
  }
  const unknown = nodes.filter(node => !hasValues(node.reach) || returnRatio(node) === null)
  if (unknown.length > 0) return { safe: null, why: `unknown: no data from ${named(unknown)}` }
  const untold = nodes.filter(node => node.stormState === 'cannot-tell')
  if (untold.length > 0) return { safe: null, why: `no storm verdict for ${named(untold)}` }
  if (nodes.length === 0) return { safe: null, why: 'no node in this scope' }
  return { safe: true, why: 'sessions of the last minute fit below 70 % and there is no storm' }
}
