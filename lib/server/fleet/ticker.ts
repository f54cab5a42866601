import { MIN_URGENT_INTERVAL_MS } from '@stormdeck/protocol'
import type { Clock } from '../clock/clock.ts'

export const TICK_MS = 1_000
/** After the process itself stood still (stopped, or the machine slept) nothing is judged until agents were read again. */
const STANDSTILL_MS = 3_000
const READ_AGAIN_MS = 2_000

export type Ticker = {
  /** Asks for a look before the next second; at most one each 100 ms. */
  soon(): void
  /** Asks for a look after that time, in place of what was asked for before; at most one each 100 ms. */
  after(ms: number): void
  stop(): void
}

/** Calls `look` once a second for as long as it runs, and in between when asked to. A look that fails does not end it. */
export function startTicker(
  look: (early: boolean) => void,
  clock: Pick<Clock, 'mono'>,
  onError: (error: unknown) => void,
): Ticker {
  let lastAt = clock.mono()
  let tickedAt = clock.mono()
  let blindUntil = Number.NEGATIVE_INFINITY
  let pending: NodeJS.Timeout | null = null
  let later: NodeJS.Timeout | undefined
  const run = (early: boolean) => {
    const now = clock.mono()
    if (now - tickedAt > STANDSTILL_MS) blindUntil = now + READ_AGAIN_MS
    if (!early) tickedAt = now
    if (now < blindUntil) return
    lastAt = now
    try {
      look(early)
    } catch (error) {
      onError(error)
    }
  }
  const every = setInterval(() => run(false), TICK_MS)
  return {
    soon() {
      if (pending !== null) return
      const waitMs = Math.max(0, MIN_URGENT_INTERVAL_MS - (clock.mono() - lastAt))
      pending = setTimeout(() => {
        pending = null
        run(true)
      }, waitMs)
    },
    after(ms) {
      clearTimeout(later)
      later = setTimeout(() => run(true), Math.max(ms, MIN_URGENT_INTERVAL_MS))
    },
    stop() {
      clearInterval(every)
      clearTimeout(later)
      if (pending !== null) clearTimeout(pending)
    },
  }
}
