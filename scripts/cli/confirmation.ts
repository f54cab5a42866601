import { type Scope, scopeCovers } from '@stormdeck/protocol'
import { mayBelong, mayBelongClause } from '../../lib/domain/tier/switchable.ts'
import type { Standing } from '../../lib/server/tiers/describe-standing.ts'

export type Confirmation = {
  /** Waiting longer changes nothing. */
  settled: boolean
  /** Every node that the order was for enforces it. */
  done: boolean
  confirmed: number
  of: number
  /** Ids of nodes in the scope that take no orders. */
  withoutAgent: string[]
  /** Ids of agents that may belong to the scope, and were never heard. */
  mayBelong: string[]
  lines: string[]
}

/**
 * What became of an order. It was for the nodes of its scope that have an agent; those without are named and not waited
 * for. An agent whose group nobody knows keeps an order for a group from being known to be done.
 */
export function confirmationOf(nodes: Standing['nodes'], scope: Scope): Confirmation {
  const inScope = nodes.filter(node => scopeCovers(scope, node))
  const ordered = inScope.filter(node => node.hasAgent)
  const missing = ordered.filter(node => node.missing !== null)
  const without = inScope.filter(node => !node.hasAgent)
  const perhaps = mayBelong(nodes, scope)
  const confirmed = ordered.length - missing.length
  const settled = inScope.length > 0 && perhaps.length === 0 && missing.every(({ unable }) => unable)
  return {
    settled,
    done: settled && ordered.length > 0 && missing.length === 0,
    confirmed,
    of: ordered.length,
    withoutAgent: without.map(({ id }) => id),
    mayBelong: perhaps.map(({ id }) => id),
    lines: [
      countLine(confirmed, ordered.length, without.length),
      ...[...missing, ...without].map(node => `  ${node.id}: ${node.missing}`),
      ...(perhaps.length === 0 ? [] : [`  ${mayBelongClause(perhaps, scope)}`]),
      ...ordered.flatMap(node => (node.note === null ? [] : [`  ${node.id}: ${node.note}`])),
    ],
  }
}

function countLine(confirmed: number, of: number, without: number): string {
  if (of > 0) return `${confirmed} of ${of} nodes ${without > 0 ? 'with an agent ' : ''}enforce it.`
  return without > 0 ? 'No node there has an agent.' : 'No node there has answered yet.'
}
