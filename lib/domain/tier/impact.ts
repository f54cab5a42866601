import { POLL_INTERVAL_MS, type Scope, type Tier } from '@stormdeck/protocol'
import { clipText } from '../../format/clip-text.ts'
import type { TimeZone } from '../../format/clock.ts'
import { formatMomentTime } from '../../format/moment.ts'
import { formatNumber } from '../../format/number.ts'
import { formatPercent } from '../../format/percent.ts'
import { formatRate } from '../../format/rate.ts'
import { scopeWords } from '../../format/scope-words.ts'
import { listOf } from '../../format/words.ts'
import type { FleetState } from '../fleet-state.ts'
import type { NodeReading } from '../node-reading.ts'
import { hasValues } from '../reach.ts'
import { scopeNodes } from '../scope-nodes.ts'
import { enforceability, unableClause } from './enforceable.ts'
import { orderedTierAmong } from './lease-set.ts'
import { holdingClause, nothingToRelease, releaseOutcome } from './release-outcome.ts'
import { safeToStepUp } from './safe-to-step-up.ts'
import {
  mayBelong,
  mayBelongClause,
  notSwitchableRefusal,
  notSwitchableSentence,
  switchable,
} from './switchable.ts'

/** An order that has not been given. */
export type ProposedOrder = {
  tier: Tier
  scope: Scope
  /** `null`: until released. */
  durationMs: number | null
  /** Sessions a second to move; `null`: open sessions stay. */
  drainPerSecond: number | null
  /** With tier 1: only this order is released, and not every one inside the scope. */
  leaseId?: string
}

/** What an order would do, from what is measured now. `null` is unknown. */
export type Impact = {
  nodes: number
  sessions: number | null
  canFollow: number | null
  cannotFollow: number | null
  requestsPerSecondAfter: number | null
  descriptorsAfter: string
  afterwards: string
  /** Set when the order would make things worse or cannot be carried out. */
  blockedBecause: string | null
  warnings: string[]
}

const MAX_WARNINGS = 8

/** The live impact of an order (tiers.md, "Choosing"): what the dialog shows before the click. */
export function impactOf(state: FleetState, order: ProposedOrder, timeZone: TimeZone = 'UTC'): Impact {
  const nodes = switchable(scopeNodes(state.nodes, order.scope))
  const sessions = sum(nodes, node => node.connections)
  const canFollow = sum(nodes, node => followers(node, order.tier))
  const requestsPerSecondAfter = requestsAfter(order.tier, canFollow)
  return {
    nodes: nodes.length,
    sessions,
    canFollow,
    cannotFollow: sessions === null || canFollow === null ? null : Math.max(0, sessions - canFollow),
    requestsPerSecondAfter,
    descriptorsAfter: descriptorsAfter(order.tier, sessions),
    afterwards: afterwards(state, order, nodes, timeZone),
    blockedBecause: blockedBecause(state, order, nodes),
    warnings: warningsFor(state, order, nodes).slice(0, MAX_WARNINGS),
  }
}

/** Adds what is known; `null` when a node that answers does not tell, or none answers. */
function sum(nodes: readonly NodeReading[], value: (node: NodeReading) => number | null): number | null {
  const seen = nodes.filter(node => hasValues(node.reach)).map(value)
  if (seen.length === 0 || seen.includes(null)) return null
  return Math.round(seen.reduce<number>((total, part) => total + (part ?? 0), 0))
}

/** Tiers 1 and 2 happen on the socket a client has; from 3 on it must speak the client protocol to follow. */
function followers(node: NodeReading, tier: Tier): number | null {
  if (tier <= 2 || node.connections === null) return node.connections
  return node.protocolShareRatio === null ? null : node.connections * node.protocolShareRatio
}

/** Polls once every session has moved (F32); a stream sends none, and refreshes at tier 5 are up to people. */
function requestsAfter(tier: Tier, followers: number | null): number | null {
  if (tier === 5) return null
  if (tier !== 4) return 0
  return followers === null ? null : Math.ceil(followers / (POLL_INTERVAL_MS / 1_000))
}

function descriptorsAfter(tier: Tier, sessions: number | null): string {
  if (tier <= 2) return 'none freed: sockets stay open'
  if (tier === 3) return 'none freed: a stream holds one too'
  return sessions === null
    ? 'freed as sessions move'
    : `up to ${formatNumber(sessions)} freed as sessions move`
}

function afterwards(
  state: FleetState,
  order: ProposedOrder,
  nodes: readonly NodeReading[],
  timeZone: TimeZone,
): string {
  if (order.tier === 1) return afterRelease(state, order)
  if (order.durationMs === null) return 'stays until released'
  const endsAt = state.at + order.durationMs
  const tier = orderedTierAmong(state.tier.leases, nodes, endsAt)
  const path = order.tier - tier > 1 ? ', one step at a time' : ''
  return `tier ${tier} at ${formatMomentTime(endsAt, state.at, timeZone)}${path}`
}

function afterRelease(state: FleetState, order: ProposedOrder): string {
  const outcome = releaseOutcome(state, order)
  if (outcome.held > 1) return clipText(`tier ${outcome.held} stays in force: ${holdingClause(outcome)}`, 200)
  return outcome.released.length === 0
    ? 'nothing changes: no order is in force here'
    : 'tier 1, one step at a time'
}

function blockedBecause(
  state: FleetState,
  order: ProposedOrder,
  nodes: readonly NodeReading[],
): string | null {
  const { allowed, why } = state.tier.mayOrder
  if (state.unheardSince !== undefined)
    return "Stormdeck's server is not heard here, so no order can be given and what it would do is not known."
  if (!allowed) return why ?? 'This dashboard may only watch.'
  const covered = scopeNodes(state.nodes, order.scope)
  if (covered.length === 0) return `No node is known in ${scopeWords(order.scope)}.`
  return (
    notSwitchableRefusal(covered, order.tier) ??
    enforceability(nodes, order.tier).refusal ??
    overloadBecause(order, nodes) ??
    (order.tier === 1 ? nothingToRelease(state, order) : null)
  )
}

/** Why an order would bring more requests than its nodes take; `null` when it does not, or that is not known. */
export function overloadBecause(order: ProposedOrder, covered: readonly NodeReading[]): string | null {
  // Of a server without an agent neither clients nor capacity are known, and none of its clients would poll.
  const nodes = switchable(covered)
  const requestsPerSecondAfter = requestsAfter(
    order.tier,
    sum(nodes, node => followers(node, order.tier)),
  )
  const capacity = sum(nodes, node => node.capacityPerSecond)
  if (requestsPerSecondAfter !== null && capacity !== null && requestsPerSecondAfter > capacity)
    return `Polling would ask ${formatRate(requestsPerSecondAfter)} of nodes that were measured to take ${formatRate(capacity)}.`
  return null
}

function warningsFor(state: FleetState, order: ProposedOrder, nodes: readonly NodeReading[]): string[] {
  const warnings: string[] = []
  const silent = nodes.filter(node => !hasValues(node.reach))
  // What this browser does not hear says nothing of a node: the order is blocked for that.
  if (silent.length > 0 && state.unheardSince === undefined)
    warnings.push(
      `${namesOf(silent)} ${silent.length === 1 ? 'does' : 'do'} not answer; the order arrives when it can, and numbers are for the others.`,
    )
  warnings.push(...reachWarnings(state, order))
  const { unable, refusal } = enforceability(nodes, order.tier)
  if (unable.length > 0 && refusal === null) warnings.push(`${unableClause(unable, order.tier)}.`)
  warnings.push(...followWarnings(order, nodes), ...stepUpWarnings(state, order, nodes))
  if (order.drainPerSecond !== null && nodes.some(node => node.stormState === 'storm'))
    warnings.push('Moving sessions during a storm adds to it; it is paced below the free accept capacity.')
  const insecure = nodes.filter(node => node.insecure)
  if (insecure.length > 0) warnings.push(`The control connection to ${namesOf(insecure)} is not encrypted.`)
  return warnings
}

/** Nodes of the scope that the order does not reach, or that may belong to it. */
function reachWarnings(state: FleetState, { scope, tier }: ProposedOrder): string[] {
  const covered = scopeNodes(state.nodes, scope)
  const without = notSwitchableRefusal(covered, tier) === null ? notSwitchableSentence(covered) : null
  const perhaps = mayBelong(state.nodes, scope)
  return [
    ...(without === null ? [] : [without]),
    ...(perhaps.length === 0 ? [] : [`${mayBelongClause(perhaps, scope)}.`]),
  ]
}

function followWarnings(order: ProposedOrder, nodes: readonly NodeReading[]): string[] {
  if (order.tier < 3) return []
  const sessions = sum(nodes, node => node.connections)
  const following = sum(nodes, node => followers(node, order.tier))
  if (sessions === null || following === null) return ['How many clients can follow is not known.']
  if (sessions === 0 || following === sessions) return []
  const stranded = formatPercent((sessions - following) / sessions)
  return [`${stranded} of the sessions have no fallback: once closed they cannot come back while this holds.`]
}

function stepUpWarnings(state: FleetState, order: ProposedOrder, nodes: readonly NodeReading[]): string[] {
  const then = order.tier === 1 ? releaseOutcome(state, order).held : order.tier
  if (then >= orderedTierAmong(state.tier.leases, nodes, state.at)) return []
  const { safe, why } = safeToStepUp(nodes)
  return safe === true ? [] : [`Not known to be safe to step up: ${why}.`]
}

/** Short, since a warning that names it must stay one line. */
function namesOf(nodes: readonly NodeReading[]): string {
  return listOf(
    nodes.map(node => node.id),
    2,
  )
}
