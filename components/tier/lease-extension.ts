import { LEASE_MS } from '@/lib/contract/tier-order.ts'
import type { LeaseInForce } from '@/lib/domain/fleet-state.ts'

/**
 * The new time, from now, of a lease that is to hold 15 min longer than it would: what is left and 15 min, ms. At most 7 days,
 * the longest that a lease may hold. `null`: it holds until it is released.
 */
export function extendedMs({ endsAt }: Pick<LeaseInForce, 'endsAt'>, nowMs: number): number | null {
  if (endsAt === null) return null
  return Math.min(Math.max(0, Math.ceil(endsAt - nowMs)) + LEASE_MS.default, LEASE_MS.max)
}
