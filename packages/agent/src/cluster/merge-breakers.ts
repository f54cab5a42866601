import type { AgentStatus } from '@stormdeck/protocol'
import { type BreakerState, MAX_BREAKERS } from '../auth/breakers.ts'

const WORST_FIRST: readonly BreakerState[] = ['open', 'half-open', 'closed']

/** `null`: there is none. */
export const worstBreaker = (states: readonly (BreakerState | null | undefined)[]): BreakerState | null =>
  WORST_FIRST.find(state => states.includes(state)) ?? null

/** Each breaker as in the worker that is worst off. Beyond as many as a status tells, those that are closed go first. */
export function mergeBreakers(workers: readonly AgentStatus['breakers'][]): AgentStatus['breakers'] {
  const names = new Set(workers.flatMap(breakers => Object.keys(breakers)))
  const merged = [...names].map(
    name => [name, worstBreaker(workers.map(breakers => breakers[name])) ?? 'closed'] as const,
  )
  merged.sort(([, a], [, b]) => WORST_FIRST.indexOf(a) - WORST_FIRST.indexOf(b))
  return Object.fromEntries(merged.slice(0, MAX_BREAKERS))
}
