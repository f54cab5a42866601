import { windowMs } from '@stormdeck/protocol'

/** Attempts and hints of one client that may reach a living server. */
export const MOST_ATTEMPTS = 2
const SLACK = 1.5

export type Aim = { withinMs: number; attempts: number }

/**
 * What a run has to reach: everybody is back within 1.5 × max(N ÷ C, W), after at most two attempts each that reach a
 * living server. C is what the stated cost of an accept allows, one core and nothing else.
 * @param toldMs window that the server told; `null`, as with servers that tell none: what ours would tell
 */
export function aimOf(clients: number, acceptCostMs: number, toldMs: number | null): Aim {
  const window = toldMs ?? windowMs(clients, acceptCostMs > 0 ? 1_000 / acceptCostMs : null)
  return { withinMs: SLACK * Math.max(clients * acceptCostMs, window), attempts: MOST_ATTEMPTS }
}

/** Why a run missed its aim; `null`: it met it. */
export function missOf(
  { withinMs, attempts }: Aim,
  { allBackMs, attemptsMax }: { allBackMs: number | null; attemptsMax: number },
): string | null {
  if (allBackMs === null) return 'not all back'
  const late = allBackMs > withinMs ? [`${((allBackMs - withinMs) / 1_000).toFixed(1)} s late`] : []
  const many = attemptsMax > attempts ? [`${attemptsMax} attempts`] : []
  return [...late, ...many].join(', ') || null
}
