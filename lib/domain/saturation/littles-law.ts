/**
 * Little's law (F18): connections held = arrival rate × hold time. 500/s of which 20 % hold a socket for 30 s need
 * 3,000 sockets for these alone.
 */
export function connectionsHeld(arrivalsPerSecond: number, holdSeconds: number): number {
  return arrivalsPerSecond * holdSeconds
}

/** The same read backwards: how long a connection is held on average; `null` without arrivals or knowledge of them. */
export function holdSeconds(connections: number | null, arrivalsPerSecond: number | null): number | null {
  if (connections === null || arrivalsPerSecond === null || arrivalsPerSecond <= 0) return null
  return connections / arrivalsPerSecond
}

/** How long `sockets` last at the very least when every arrival is held, s (F18). */
export function secondsUntilHeld(sockets: number, arrivalsPerSecond: number): number {
  return arrivalsPerSecond > 0 ? sockets / arrivalsPerSecond : Number.POSITIVE_INFINITY
}
