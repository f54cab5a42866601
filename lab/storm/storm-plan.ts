/** What a storm may be at most, whatever was asked for. */
export const STORM_CAPS = {
  nodes: 16,
  attemptsPerSecondPerNode: 2_000,
  forMs: 600_000,
  attemptsInAll: 600_000,
  openAtOncePerNode: 2_000,
} as const

export type StormTarget = { id: string; serviceUrl: string }

export type StormPlan = {
  targets: StormTarget[]
  /** On each target. */
  attemptsPerSecond: number
  forMs: number
  /** What the clients call themselves. */
  clientVersion: string
  /** How long an accepted client stays before its connection breaks and it retries at once. */
  holdMs: number
}

/** A mobile release that retries at once and without backoff (F40). */
export const STORM_CLIENT_VERSION = 'mobile 3.2.0'
export const STORM_HOLD_MS = 400

/** Says what is wrong with a plan, or `null`. */
export function refuseStorm(plan: StormPlan): string | null {
  const { targets, attemptsPerSecond, forMs } = plan
  if (targets.length === 0) return 'no node to storm: name one with --nodes'
  if (targets.length > STORM_CAPS.nodes) return `at most ${STORM_CAPS.nodes} nodes at once`
  if (!(attemptsPerSecond >= 1 && attemptsPerSecond <= STORM_CAPS.attemptsPerSecondPerNode)) {
    return `--rate is attempts a second on each node, from 1 to ${STORM_CAPS.attemptsPerSecondPerNode}`
  }
  if (!(forMs >= 100 && forMs <= STORM_CAPS.forMs)) {
    return `--for is at least 100 ms and at most ${STORM_CAPS.forMs / 60_000} min`
  }
  const inAll = (targets.length * attemptsPerSecond * forMs) / 1_000
  if (inAll > STORM_CAPS.attemptsInAll) {
    return `${Math.round(inAll)} attempts in all are above the cap of ${STORM_CAPS.attemptsInAll}: lower --rate or --for`
  }
  return null
}
