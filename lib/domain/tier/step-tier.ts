import { TIERS, type Tier } from '@stormdeck/protocol'

/** The tier `steps` further down the ladder (negative: up), kept between 1 and 5. */
export function stepTier(tier: Tier, steps: number): Tier {
  const wanted = Math.min(5, Math.max(1, tier + steps))
  return TIERS.find(known => known === wanted) ?? tier
}

/** The more degraded of two. */
export function lowerTier(a: Tier, b: Tier): Tier {
  return a >= b ? a : b
}
