/** Who a visitor is; the lab's servers limit connections per client by it (F10). */
export const USER_HEADER = 'x-lab-user'

/**
 * The address a load balancer in front of the fleet would name for a visitor: one of 2^16 in 10.n.0.0/16, so that
 * limits per address see users rather than one balancer.
 */
export function visitorAddress(crowd: string, visitor: number): string {
  const network = [...crowd].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 256, 7)
  return `10.${network}.${(visitor >> 8) & 255}.${visitor & 255}`
}

/** What a visitor's requests carry: its user, and its address as a load balancer would add it. */
export function visitorHeaders(crowd: string, visitor: number): Record<string, string> {
  return { [USER_HEADER]: `${crowd}-${visitor}`, 'x-forwarded-for': visitorAddress(crowd, visitor) }
}
