import { type Scope, scopeCovers, type Tier } from '@stormdeck/protocol'
import { scopeWords } from '../../format/scope-words.ts'
import { listOf } from '../../format/words.ts'
import type { FleetState, LeaseInForce } from '../fleet-state.ts'
import { scopeNodes } from '../scope-nodes.ts'
import { isRunning, orderedTierAmong, releasedBy } from './lease-set.ts'

/** What a release would end, and what it would leave. */
export type ReleaseOutcome = {
  released: LeaseInForce[]
  /** Orders that go on holding nodes of the scope below full service. */
  stillHolding: LeaseInForce[]
  /** Most degraded tier that is then ordered on any node of the scope. */
  held: Tier
}

/** What is to be released: every order inside the scope, or the one that is named. */
export type ProposedRelease = { scope: Scope; leaseId?: string }

/** What a release would do, by the orders in force now. */
export function releaseOutcome(state: FleetState, { scope, leaseId }: ProposedRelease): ReleaseOutcome {
  const inForce = state.tier.leases.filter(lease => isRunning(lease, state.at))
  const nodes = scopeNodes(state.nodes, scope)
  const inside = releasedBy(inForce, scope, state.nodes, state.at).released
  const released = leaseId === undefined ? inside : inForce.filter(({ id }) => id === leaseId)
  const rest = inForce.filter(lease => !released.includes(lease))
  const stillHolding = rest.filter(
    lease => lease.tier > 1 && nodes.some(node => scopeCovers(lease.scope, node)),
  )
  return { released, stillHolding, held: orderedTierAmong(rest, nodes, state.at) }
}

/** `order on the whole fleet`, for what stays in force. */
export function holdingClause({ stillHolding }: Pick<ReleaseOutcome, 'stillHolding'>): string {
  const scopes = [...new Set(stillHolding.map(lease => scopeWords(lease.scope)))]
  return `${scopes.length === 1 ? 'order' : 'orders'} on ${listOf(scopes, 2)}`
}

/** Why a release would do nothing, as a sentence; `null` when it ends an order, or when not every order is known here. */
export function nothingToRelease(state: FleetState, release: ProposedRelease): string | null {
  const { released, stillHolding, held } = releaseOutcome(state, release)
  if (released.length > 0 || state.tier.leasesLeftOut > 0) return null
  const where = scopeWords(release.scope)
  if (release.leaseId !== undefined) return `That order on ${where} is not in force any more.`
  if (stillHolding.length === 0) return `Nothing to release for ${where}: no order is in force there.`
  const scopes = [...new Set(stillHolding.map(lease => scopeWords(lease.scope)))]
  return `Nothing to release for ${where} alone: tier ${held} is ordered for ${listOf(scopes, 2)}.`
}

/** The wider order that decides where a scope has none of its own: what to release instead. `null`: there is none. */
export function widerRelease(state: FleetState, release: ProposedRelease): LeaseInForce | null {
  const { released, stillHolding, held } = releaseOutcome(state, release)
  if (released.length > 0) return null
  return stillHolding.find(({ tier }) => tier === held) ?? stillHolding[0] ?? null
}
