import type { LeaseSet } from '@stormdeck/protocol'
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
  parts: { time: Timeline; random: Random; road: Road; carries?: LeaseSet },
  host: AgentHost,
  question: () => T | null,
  answered: (answer: T) => void,
): void {
  const { time, random, road, carries } = parts
  const delay = () => (road.bad && random.chance(0.3) ? random.between(200, 4_000) : random.between(1, 40))
  const send = () => {
    const over = carries === undefined ? () => {} : host.expect(carries)
    time.after(delay(), () => {
      if (road.cut) return over()
      host.reach(() => {
        over()
        const answer = question()
        if (answer === null) return
        time.after(delay(), () => {
          if (!road.cut) answered(answer)
        })
      }, over)
    })
  }
  if (road.cut) return
  send()
  if (road.bad && random.chance(0.2)) send()
}
