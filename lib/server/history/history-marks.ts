import { type Scope, scopeCovers } from '@stormdeck/protocol'
import type { PastLease } from '../../contract/tier-order.ts'
import type { Storm } from '../../domain/fleet-state.ts'
import { type Mark, orderMark, stormMark } from '../../domain/mark.ts'

export const MAX_MARKS = 64

/** Orders and storms of a range that concern a scope, newest first. Policy that only advised is no order. */
export function historyMarks(
  leases: readonly PastLease[],
  storms: readonly Storm[],
  scope: Scope,
  nodes: readonly { id: string; group: string }[],
  nowMs: number | null,
): Mark[] {
  const covered = nodes.filter(node => scopeCovers(scope, node))
  const orders = leases
    .filter(lease => lease.tier > 1 && covered.some(node => scopeCovers(lease.scope, node)))
    .map(orderMark)
  const inScope = new Set(covered.map(node => node.id))
  const bands = storms
    .filter(storm => scope.kind === 'fleet' || storm.nodes.some(id => inScope.has(id)))
    .filter(storm => storm.state !== 'suspected')
    .map(storm => stormMark(storm, nowMs))
  return [...orders, ...bands].sort((a, b) => b.from - a.from).slice(0, MAX_MARKS)
}
