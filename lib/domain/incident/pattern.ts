import type { NodeReading } from '../node-reading.ts'
import type { Evidence, Finding, IncidentPattern, PlanStep } from './incident.ts'

/** How one kind of incident is recognised and explained. */
export type Pattern = {
  id: IncidentPattern
  severity: Finding['severity']
  /** Without all of this it is something else. Looked at one node at a time. */
  fits(node: NodeReading): boolean
  evidence(node: NodeReading): Evidence[]
  /** @param nodes at least one, the clearest case first */
  title(nodes: readonly [NodeReading, ...NodeReading[]]): string
  cause(nodes: readonly [NodeReading, ...NodeReading[]]): string
  plan(nodes: readonly [NodeReading, ...NodeReading[]]): PlanStep[]
}

/** Evidence from a measured number; `null` when there is none. */
export function evidenceOf<T>(
  weight: number,
  value: T | null,
  holds: (value: T) => boolean,
  text: (value: T) => string,
  unknown: string,
): Evidence {
  return value === null
    ? { text: `${unknown}: not known`, found: null, weight }
    : { text: text(value), found: holds(value), weight }
}

const MOST_CONFIDENCE = 0.95

/** Share of the weight that was found. What cannot be known counts as not found. */
export function confidenceOf(evidence: readonly Evidence[]): number {
  const total = evidence.reduce((sum, { weight }) => sum + weight, 0)
  const found = evidence.reduce((sum, { weight, found: is }) => sum + (is === true ? weight : 0), 0)
  return total === 0 ? 0 : Math.min(MOST_CONFIDENCE, found / total)
}
