import { MAX_SCOPE_NODES, nodesScope, scopeNodeIds } from '@stormdeck/protocol'
import { listOf } from '../../format/words.ts'
import type { StoredLease } from '../store/stored-lease.ts'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { isKept } from './keep-leases.ts'
import { endOf, leaseRemainingMs, leaseRuns } from './lease-time.ts'
import type { Plan } from './ledger.ts'
import { picture } from './plan-order.ts'
import type { PolicyPlace } from './policy-runner.ts'

/** A policy's lease is short and renewed while it is wanted, so that it ends soon after a dashboard that died. */
export const POLICY_LEASE_MS = 5 * 60_000
const RENEW_BELOW_MS = POLICY_LEASE_MS / 2

/**
 * Brings the policy's leases to its places: one change for all nodes together, `null` when they are there already. With
 * no places (off, advise) every lease of the policy is released. What was kept from another store ends by itself: this policy
 * did not order it, and knows no place for it.
 */
export function planPolicy(
  book: TierBook,
  places: ReadonlyMap<string, PolicyPlace>,
  { clock, makeId }: { clock: IssuerClock; makeId: () => string },
): Plan | null {
  const revision = book.revision + 1
  const running = book.leases.filter(
    lease => lease.origin === 'policy' && !isKept(lease) && leaseRuns(lease, clock),
  )
  const tierOf = (node: string) => places.get(node)?.state.tier ?? 1
  const ended: StoredLease[] = []
  const renewed: StoredLease[] = []
  const held = new Set<string>()
  for (const lease of running) {
    const nodes = scopeNodeIds(lease.scope)
    const right = nodes.filter(node => tierOf(node) === lease.tier && !held.has(node))
    for (const node of right) held.add(node)
    if (right.length === 0) ended.push({ ...lease, revision, endedAt: clock.wallMs(), endedHow: 'released' })
    else if (right.length < nodes.length || (leaseRemainingMs(lease, clock) ?? 0) < RENEW_BELOW_MS)
      renewed.push({ ...lease, scope: nodesScope(right), revision, ...endOf(POLICY_LEASE_MS, clock) })
  }
  const wanted = [...places].filter(([node, { state }]) => state.tier > 1 && !held.has(node))
  const made = inGroups(wanted).map(group => newPolicyLease(group, { revision, clock, id: makeId() }))
  const put = [...ended, ...renewed, ...made]
  if (put.length === 0) return null
  const nodes = listOf([...new Set(put.flatMap(({ scope }) => scopeNodeIds(scope)))], 6)
  return {
    to: { epoch: book.epoch, revision },
    put,
    said: null,
    audit: [
      {
        at: clock.wallMs(),
        by: 'policy',
        via: 'policy',
        action: made.length > 0 ? 'tier.order' : ended.length > 0 ? 'tier.release' : 'tier.extend',
        subject: nodes,
        reason: made[0]?.reason ?? (ended.length > 0 ? 'no longer needed' : 'still needed'),
        before: picture(running),
        after: picture([
          ...running.filter(({ id }) => ![...ended, ...renewed].some(changed => changed.id === id)),
          ...renewed,
          ...made,
        ]),
      },
    ],
  }
}

type Placed = [node: string, place: PolicyPlace]

/** Nodes that are moved to the same tier for the same reason, as many together as a scope can name. */
function inGroups(wanted: readonly Placed[]): Placed[][] {
  const groups: Placed[][] = []
  for (const placed of wanted) {
    const [, { state, why }] = placed
    const group = groups.find(
      ([first, ...rest]) =>
        first?.[1].state.tier === state.tier && first[1].why === why && rest.length + 1 < MAX_SCOPE_NODES,
    )
    if (group === undefined) groups.push([placed])
    else group.push(placed)
  }
  return groups
}

function newPolicyLease(
  group: readonly Placed[],
  { revision, clock, id }: { revision: number; clock: IssuerClock; id: string },
): StoredLease {
  const place = group[0]?.[1]
  return {
    id,
    tier: place?.state.tier ?? 1,
    scope: nodesScope(group.map(([node]) => node)),
    origin: 'policy',
    by: 'policy',
    reason: place?.why ?? '',
    startedAt: clock.wallMs(),
    ...endOf(POLICY_LEASE_MS, clock),
    drainPerSecond: null,
    revision,
    endedAt: null,
    endedHow: null,
  }
}
