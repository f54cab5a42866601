import type { Tier } from '@stormdeck/protocol'

/** Which leases are kept where not all find room: people's before the policy's, the most degraded first. */
export function leaseWeight({ origin, tier }: { origin: 'person' | 'policy'; tier: Tier }): number {
  return (origin === 'person' ? 10 : 0) + tier
}
