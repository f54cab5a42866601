import type { Scope, Tier } from '@stormdeck/protocol'

/** A lease as the model keeps it; `endsAt` in true time, `null`: until released. */
export type ExpectedLease = { id: string | null; tier: Tier; scope: Scope; endsAt: number | null }

/** What a person did, as far as the orders in force are concerned. */
export type Deed =
  | { kind: 'order'; tier: Tier; scope: Scope; endsAt: number | null }
  | { kind: 'release'; id: string }
  | { kind: 'extend'; id: string; endsAt: number | null }

type Node = { id: string; group: string }

const namesOf = (scope: Scope) => (scope.name ?? '').split(',')

const covers = (scope: Scope, node: Node) =>
  scope.kind === 'fleet' || namesOf(scope).includes(scope.kind === 'group' ? node.group : node.id)

/** Written from tiers.md alone, without the product's code: the oracle of the simulator. */
export function after(leases: readonly ExpectedLease[], deed: Deed, nodes: readonly Node[]): ExpectedLease[] {
  if (deed.kind === 'release') return leases.filter(lease => lease.id !== deed.id)
  if (deed.kind === 'extend')
    return leases.map(lease => (lease.id === deed.id ? { ...lease, endsAt: deed.endsAt } : lease))
  if (deed.tier === 1) {
    const inside = (scope: Scope) => {
      if (deed.scope.kind === 'fleet') return true
      if (scope.kind === 'fleet') return false
      if (scope.kind === 'group') return deed.scope.kind === 'group' && deed.scope.name === scope.name
      const named = nodes.filter(node => namesOf(scope).includes(node.id))
      return named.length === namesOf(scope).length && named.every(node => covers(deed.scope, node))
    }
    return leases.filter(lease => !inside(lease.scope))
  }
  const same = (scope: Scope) => scope.kind === deed.scope.kind && scope.name === deed.scope.name
  const made: ExpectedLease = { id: null, tier: deed.tier, scope: deed.scope, endsAt: deed.endsAt }
  return [...leases.filter(lease => !same(lease.scope)), made]
}

/** Most degraded of the leases that run on a node; none: 1. */
export function expectedTier(leases: readonly ExpectedLease[], node: Node, now: number): Tier {
  const running = leases.filter(
    lease => (lease.endsAt === null || lease.endsAt > now) && covers(lease.scope, node),
  )
  return Math.max(1, ...running.map(({ tier }) => tier)) as Tier
}

/** True when both say the same, leaving out what ends within `slackMs` and tolerating as much in the ends. */
export function sameOrders(
  a: readonly ExpectedLease[],
  b: readonly ExpectedLease[],
  now: number,
  slackMs: number,
): boolean {
  const lasting = (leases: readonly ExpectedLease[]) =>
    leases.filter(({ endsAt }) => endsAt === null || endsAt > now + slackMs)
  const matches = (one: ExpectedLease, other: ExpectedLease) =>
    one.tier === other.tier &&
    one.scope.kind === other.scope.kind &&
    one.scope.name === other.scope.name &&
    (one.endsAt === null || other.endsAt === null
      ? one.endsAt === other.endsAt
      : Math.abs(one.endsAt - other.endsAt) <= slackMs)
  const within = (left: readonly ExpectedLease[], right: readonly ExpectedLease[]) =>
    lasting(left).every(lease => right.some(other => matches(lease, other)))
  return within(a, b) && within(b, a)
}
