import type { Scope, Tier } from '@stormdeck/protocol'
import type { TimeZone } from '../../format/clock.ts'
import type { FleetState, LeaseInForce, SourceHealth, Storm } from '../fleet-state.ts'
import type { NodeReading } from '../node-reading.ts'
import { type ScopeTotals, totalsOf, unreadIn } from '../pool/scope-totals.ts'
import { hasValues } from '../reach.ts'
import { nodeProblems, type Problem } from '../saturation/node-problems.ts'
import { scopeNodes } from '../scope-nodes.ts'
import { decidingLeases, orderedTierFor } from '../tier/lease-set.ts'
import { namesNodes, type WhyEmpty, whyEmpty } from '../why-empty.ts'
import type { VerdictLevel } from './verdict-level.ts'

/** A lease that decides the tier of these nodes of the scope, and which of them do not report that tier yet. */
export type OrderInForce = { lease: LeaseInForce; nodes: NodeReading[]; missing: NodeReading[] }

/** The judged state of a scope, sorted into what a sentence can be about. Every wording starts here. */
export type Situation = {
  at: number
  timeZone: TimeZone
  /** Since when the server itself is not heard here; `null`: it is. */
  unheardSince: number | null
  nodes: NodeReading[]
  /** Why there is no node: the scope holds none of those known, or none is known. `null`: there is one. */
  empty: 'scope' | WhyEmpty | null
  everSeen: boolean
  /** Sources that nodes become known from, and that fail. */
  failing: SourceHealth[]
  /** With values, and without. */
  seen: NodeReading[]
  silent: NodeReading[]
  /** How many more are expected than are read. */
  unread: number
  storming: NodeReading[]
  clearing: NodeReading[]
  suspected: NodeReading[]
  /** With values, and yet no verdict: bursts hide between coarse samples, or attempts are hidden. */
  untold: NodeReading[]
  /** The storm that a node of the scope is in, or may be in still. */
  storm: Storm | null
  /** Of the nodes of that storm, those of which nobody can say that it is over there: silent, or without a verdict. */
  unsure: NodeReading[]
  problems: { node: NodeReading; problem: Problem }[]
  /** The most degraded tier ordered on any node of the scope. */
  ordered: Tier
  /** Every order that holds a node of the scope below tier 1, the most degraded first. */
  orders: OrderInForce[]
  /** Nodes below the tier that is ordered for them: they climb back, or protect themselves. */
  lowered: NodeReading[]
  totals: ScopeTotals
  level: VerdictLevel
}

/** Sorts a state for a scope. Pure; the moment is `state.at`. */
export function situationOf(state: FleetState, scope: Scope, timeZone: TimeZone): Situation {
  const nodes = scopeNodes(state.nodes, scope)
  const seen = nodes.filter(node => hasValues(node.reach))
  const inState = (name: NodeReading['stormState']) => seen.filter(node => node.stormState === name)
  const silent = nodes.filter(node => !hasValues(node.reach))
  const untold = inState('cannot-tell')
  // A storm keeps every node it ever had: one that is seen calm has left it, wherever else it runs.
  const calm = new Set(inState('calm'))
  const running = state.storms.filter(storm => storm.state !== 'ended' && storm.state !== 'suspected')
  const storm = running.find(({ nodes: ids }) => nodes.some(node => ids.includes(node.id) && !calm.has(node)))
  const order = ordersIn(state, nodes)
  const facts = {
    at: state.at,
    timeZone,
    unheardSince: state.unheardSince ?? null,
    nodes,
    empty: nodes.length > 0 ? null : state.nodes.length > 0 ? ('scope' as const) : whyEmpty(state),
    everSeen: state.everSeen,
    failing: state.sources.filter(source => namesNodes(source) && source.status === 'failing'),
    seen,
    silent,
    unread: unreadIn(state, scope),
    storming: inState('storm'),
    clearing: inState('clearing'),
    suspected: inState('suspected'),
    untold,
    storm: storm ?? null,
    unsure: [...silent, ...untold].filter(node => storm?.nodes.includes(node.id)),
    problems: problemsIn(seen),
    ...order,
    totals: totalsOf(state, scope),
  }
  return { ...facts, level: levelOf(facts) }
}

function ordersIn(state: FleetState, nodes: NodeReading[]) {
  const { leases } = state.tier
  const byLease = new Map<string, OrderInForce>()
  const lowered: NodeReading[] = []
  for (const node of nodes) {
    const tier = orderedTierFor(leases, node, state.at)
    if ((node.effectiveTier ?? 1) > tier) lowered.push(node)
    if (tier === 1) continue
    const lease = lastToEnd(decidingLeases(leases, node, state.at))
    if (lease === null) continue
    const order = byLease.get(lease.id) ?? { lease, nodes: [], missing: [] }
    byLease.set(lease.id, order)
    order.nodes.push(node)
    if ((node.effectiveTier ?? 1) < tier) order.missing.push(node)
  }
  const orders = [...byLease.values()].sort(
    (a, b) => b.lease.tier - a.lease.tier || b.nodes.length - a.nodes.length,
  )
  return { ordered: orders[0]?.lease.tier ?? (1 as Tier), orders, lowered }
}

/** Of several leases that order the same tier, the one that holds longest. */
function lastToEnd(leases: readonly LeaseInForce[]): LeaseInForce | null {
  const endOf = (lease: LeaseInForce) => lease.endsAt ?? Number.POSITIVE_INFINITY
  return leases.reduce<LeaseInForce | null>(
    (last, lease) => (last === null || endOf(lease) > endOf(last) ? lease : last),
    null,
  )
}

function problemsIn(seen: NodeReading[]) {
  const all = seen.flatMap(node => nodeProblems(node).map(problem => ({ node, problem })))
  return all.sort((a, b) => rank(a.problem) - rank(b.problem))
}

const rank = (problem: Problem) => (problem.status === 'critical' ? 0 : 1)

function levelOf(facts: Omit<Situation, 'level'>): VerdictLevel {
  const { seen, silent, storm, unsure, problems } = facts
  // Without the server nothing is known of now, however far apart the scrapes are that it read; and without a node that
  // answers neither. That a storm was running when they were last seen is reported with it.
  if (facts.unheardSince !== null || seen.length === 0) return 'blind'
  const fellSilent = storm?.state === 'storm' && unsure.some(node => silent.includes(node))
  if (facts.storming.length > 0 || fellSilent) return 'storm'
  if (problems.some(({ problem }) => problem.status === 'critical')) return 'critical'
  if (facts.clearing.length > 0 || unsure.length > 0) return 'recovering'
  if (facts.suspected.length > 0) return 'early-warning'
  if (silent.length > 0 || facts.unread > 0) return 'partly-blind'
  if (facts.ordered > 1 || facts.lowered.length > 0) return 'degraded'
  if (problems.length > 0) return 'warning'
  // Coarse samples never show a burst: a property of the source, which must not hide what is known to be wrong.
  return facts.untold.length > 0 ? 'partly-blind' : 'calm'
}

/** The most degraded tier that any node of the scope says it enforces; `null` when none says. */
export function effectiveTierIn(seen: readonly NodeReading[]): Tier | null {
  return seen.reduce<Tier | null>((worst, { effectiveTier }) => {
    if (effectiveTier === null) return worst
    return worst === null || effectiveTier > worst ? effectiveTier : worst
  }, null)
}

/**
 * Nothing has answered yet: a start, not a loss. Where servers were seen before, reads that all fail are a loss.
 */
export function isWaiting({
  nodes,
  empty,
  everSeen,
  unheardSince,
}: Pick<Situation, 'nodes' | 'empty' | 'everSeen' | 'unheardSince'>): boolean {
  if (unheardSince !== null) return false
  if (empty !== null) return empty === 'unanswered'
  return (
    nodes.every(node => node.reach === 'waiting') && !(everSeen && nodes.every(node => node.error !== null))
  )
}
