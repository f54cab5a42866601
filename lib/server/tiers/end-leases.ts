import type { IssuerClock } from './issuer-clock.ts'
import type { Ledger } from './ledger.ts'
import { nextEndingMs, planEndings } from './plan-endings.ts'

/** Calls once after `ms`; the answer takes the call back. */
export type Timers = { after(ms: number, call: () => void): () => void }

export const systemTimers: Timers = {
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Looks again at least this often, and this soon after an ending that could not be stored. */
const MAX_WAIT_MS = 60_000
const RETRY_MS = 1_000

/** Writes down every lease at its end. Agents do not wait for it; they end by themselves. */
export function startEndings(ledger: Ledger, clock: IssuerClock, timers: Timers): { close(): void } {
  let cancel = () => {}
  let closed = false
  const arm = (ms: number) => {
    cancel()
    if (!closed) cancel = timers.after(ms, look)
  }
  const armNext = () => arm(Math.min(MAX_WAIT_MS, nextEndingMs(ledger.book(), clock) ?? MAX_WAIT_MS))
  const look = () => {
    const over = planEndings(ledger.book(), clock) !== null
    if (!over) return armNext()
    void ledger.change(book => planEndings(book, clock)).then(armNext, () => arm(RETRY_MS))
  }
  ledger.onChange(armNext)
  look()
  return {
    close: () => {
      closed = true
      cancel()
    },
  }
}
