import { type AgentStatus, TIERS, type Tier } from '@stormdeck/protocol'

type TierStatus = AgentStatus['tier']

/** Tiers that every worker can enforce; all of them while none has reported. */
export const commonTiers = (workers: readonly (readonly Tier[])[]): Tier[] =>
  TIERS.filter(tier => workers.every(enforces => enforces.includes(tier)))

/**
 * The tier of a node out of those of its workers, in which a tier is only in force when it is in all of them, and a
 * worker that protects itself is not hidden by the others.
 * @param ordered what the primary holds and would enforce itself
 */
export function mergeTier(
  ordered: Omit<TierStatus, 'sessionsUnder'>,
  workers: readonly Pick<TierStatus, 'effective' | 'unenforced' | 'local'>[],
): Omit<TierStatus, 'sessionsUnder'> {
  if (workers.length === 0) return ordered
  const effective = workers.map(tier => tier.effective)
  const least = Math.min(...effective) as Tier
  const most = Math.max(...effective) as Tier
  const unable = workers.find(tier => tier.unenforced !== null)
  const protecting = workers.find(tier => tier.local !== null && tier.local.reason !== 'climbing')
  return {
    ...ordered,
    effective: least < ordered.effective ? least : most,
    unenforced: unable?.unenforced ?? null,
    local: ordered.local ?? protecting?.local ?? null,
  }
}
