import type { AgentHost } from './agent-host.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

/** The road between one dashboard and one host. */
export type Road = {
  /** Nothing passes, in either direction. */
  cut: boolean
  /** What is sent may take seconds instead of milliseconds, and may arrive twice. */
  bad: boolean
}

/**
 * Sends a question over a road and hands the answer back, each after a delay of its own, perhaps never, perhaps twice.
 * The host answers at the moment the question reaches it.
 */
export function ask<T>(
  parts: { time: Timeline; random: Random; road: Road },
  host: AgentHost,
  question: () => T | null,
  answered: (answer: T) => void,
): void {
  const { time, random, road } = parts
  const delay = () => (road.bad && random.chance(0.3) ? random.between(200, 4_000) : random.between(1, 40))
  const deliver = () => {
    if (road.cut) return
    host.reach(() => {
      const answer = question()
      if (answer === null) return
      time.after(delay(), () => {
        if (!road.cut) answered(answer)
      })
    })
  }
  if (road.cut) return
  time.after(delay(), deliver)
  if (road.bad && random.chance(0.2)) time.after(delay(), deliver)
}
