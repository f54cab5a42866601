import { withoutControls } from '@stormdeck/protocol'
import { MAX_LEASES_SHOWN } from '../../contract/feed-sections.ts'
import { MAX_NODES } from '../../contract/max-nodes.ts'
import type { LeaseInForce, TierState } from '../../domain/fleet-state.ts'

/**
 * The tier section as browsers accept it, whatever the store holds: an old one in its place would carry an old revision,
 * and every order made from it would be refused. What is left out is counted, the least degraded orders first.
 */
export function fitTier(tier: TierState): TierState {
  const { leases, recommended, safeToStepUp, applied, mayOrder } = tier
  const kept = new Set(
    leases.length <= MAX_LEASES_SHOWN
      ? leases
      : [...leases].sort((a, b) => b.tier - a.tier || width(b) - width(a)).slice(0, MAX_LEASES_SHOWN),
  )
  return {
    ...tier,
    leases: leases.filter(lease => kept.has(lease)).map(fitLease),
    leasesLeftOut: tier.leasesLeftOut + leases.length - kept.size,
    recommended: recommended && {
      ...recommended,
      action: fitText(recommended.action),
      reason: fitText(recommended.reason),
    },
    safeToStepUp: { ...safeToStepUp, why: fitText(safeToStepUp.why) },
    applied: {
      ...applied,
      missing: applied.missing.slice(0, MAX_NODES).map(({ id, why }) => ({ id, why: fitText(why) })),
    },
    mayOrder: { ...mayOrder, why: mayOrder.why === null ? null : fitText(mayOrder.why) },
  }
}

const fitText = (text: string, maxLength = 400): string => withoutControls(text).slice(0, maxLength)

const fitLease = (lease: LeaseInForce): LeaseInForce => ({
  ...lease,
  by: fitText(lease.by, 80),
  reason: fitText(lease.reason, 280),
})

const WIDTH = { fleet: 2, group: 1, node: 0 } as const
const width = ({ scope }: LeaseInForce): number => WIDTH[scope.kind]
