import type { Scope, Tier } from '@stormdeck/protocol'
import type { TimeZone } from '../../format/clock.ts'
import type { FleetState, LeaseInForce, Storm } from '../fleet-state.ts'
import type { NodeReading } from '../node-reading.ts'
import { type ScopeTotals, totalsOf } from '../pool/scope-totals.ts'
import { hasValues } from '../reach.ts'
import { nodeProblems, type Problem } from '../saturation/node-problems.ts'
import { scopeNodes } from '../scope-nodes.ts'
import { decidingLeases, orderedTierFor } from '../tier/lease-set.ts'
import { lowerTier } from '../tier/step-tier.ts'
import type { VerdictLevel } from './verdict-level.ts'

/** The judged state of a scope, sorted into what a sentence can be about. Every wording starts here. */
export type Situation = {
  at: number
  timeZone: TimeZone
  nodes: NodeReading[]
  /** With values, and without. */
  seen: NodeReading[]
  silent: NodeReading[]
  storming: NodeReading[]
  clearing: NodeReading[]
  suspected: NodeReading[]
  /** With values, and yet no verdict: bursts hide between coarse samples, or attempts are hidden. */
  untold: NodeReading[]
  storm: Storm | null
  problems: { node: NodeReading; problem: Problem }[]
  ordered: Tier
  /** The leases that decide `ordered`, on any node of the scope; the one that ends last first. */
  leases: LeaseInForce[]
  /** Nodes of the scope that an order holds below tier 1. */
  held: NodeReading[]
  /** Held nodes that do not report it yet. */
  missing: NodeReading[]
  totals: ScopeTotals
  level: VerdictLevel
}

/** Sorts a state for a scope. Pure; the moment is `state.at`. */
export function situationOf(state: FleetState, scope: Scope, timeZone: TimeZone): Situation {
  const nodes = scopeNodes(state.nodes, scope)
  const seen = nodes.filter(node => hasValues(node.reach))
  const inState = (name: NodeReading['stormState']) => seen.filter(node => node.stormState === name)
  const running = state.storms.filter(storm => storm.state !== 'ended' && storm.state !== 'suspected')
  const order = ordersIn(state, nodes)
  const facts = {
    at: state.at,
    timeZone,
    nodes,
    seen,
    silent: nodes.filter(node => !hasValues(node.reach)),
    storming: inState('storm'),
    clearing: inState('clearing'),
    suspected: inState('suspected'),
    untold: inState('cannot-tell'),
    storm: running.find(storm => nodes.some(node => storm.nodes.includes(node.id))) ?? null,
    problems: problemsIn(seen),
    ...order,
    totals: totalsOf(state, scope),
  }
  return { ...facts, level: levelOf(facts) }
}

function ordersIn(state: FleetState, nodes: NodeReading[]) {
  const { leases } = state.tier
  const deciding = new Set<LeaseInForce>()
  const held: NodeReading[] = []
  const missing: NodeReading[] = []
  let ordered: Tier = 1
  for (const node of leases.length === 0 ? [] : nodes) {
    const tier = orderedTierFor(leases, node, state.at)
    if (tier === 1) continue
    for (const lease of decidingLeases(leases, node, state.at)) deciding.add(lease)
    ordered = lowerTier(ordered, tier)
    held.push(node)
    if ((node.effectiveTier ?? 1) < tier) missing.push(node)
  }
  const endOf = (lease: LeaseInForce) => lease.endsAt ?? Number.POSITIVE_INFINITY
  const inForce = [...deciding].filter(lease => lease.tier === ordered)
  return { ordered, held, missing, leases: inForce.sort((a, b) => endOf(b) - endOf(a)) }
}

function problemsIn(seen: NodeReading[]) {
  const all = seen.flatMap(node => nodeProblems(node).map(problem => ({ node, problem })))
  return all.sort((a, b) => rank(a.problem) - rank(b.problem))
}

const rank = (problem: Problem) => (problem.status === 'critical' ? 0 : 1)

function levelOf(facts: Omit<Situation, 'level'>): VerdictLevel {
  const { seen, storm, problems } = facts
  // Nobody can be heard: that a storm was running when the last one fell silent is told with it.
  if (seen.length === 0) return 'blind'
  if (facts.storming.length > 0 || storm?.state === 'storm') return 'storm'
  if (problems.some(({ problem }) => problem.status === 'critical')) return 'critical'
  if (facts.clearing.length > 0 || storm?.state === 'clearing') return 'recovering'
  if (facts.suspected.length > 0) return 'early-warning'
  if (facts.silent.length > 0 || facts.untold.length > 0) return 'partly-blind'
  if (facts.ordered > 1 || isLower(facts)) return 'degraded'
  return problems.length > 0 ? 'warning' : 'calm'
}

/** Some node gives less than full service without an order: it climbs back, or protects itself. */
function isLower({ seen }: Pick<Situation, 'seen'>): boolean {
  return seen.some(node => (node.effectiveTier ?? 1) > 1)
}

/** The most degraded tier that any node of the scope says it enforces; `null` when none says. */
export function effectiveTierIn(seen: readonly NodeReading[]): Tier | null {
  return seen.reduce<Tier | null>((worst, { effectiveTier }) => {
    if (effectiveTier === null) return worst
    return worst === null || effectiveTier > worst ? effectiveTier : worst
  }, null)
}
