import type { Timers } from './end-leases.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { Ledger } from './ledger.ts'
import { planStart } from './plan-start.ts'

const RETRY_MS = 1_000

/**
 * Begins this process' epoch, and tries again until the store takes it: on a full disk the dashboard still watches, sends
 * nothing (agents hold what they hold, and end it by themselves), and says why an order cannot be given.
 */
export function createEpoch(
  parts: { ledger: Ledger; clock: IssuerClock; timers: Timers; onError: (error: unknown) => void },
  onBegun: () => void,
) {
  const { ledger, clock, timers, onError } = parts
  let begun = false
  let cancel = () => {}
  const begin = async (): Promise<void> => {
    if (begun) return
    await ledger.change(book => (begun ? null : planStart(book, clock)))
    if (begun) return
    begun = true
    onBegun()
  }
  const attempt = (): Promise<void> =>
    begin().catch(error => {
      onError(error)
      cancel = timers.after(RETRY_MS, () => void attempt())
    })
  return {
    /** Resolves after the first attempt, however that went. */
    attempt,
    /** @throws ApiFailure when the store does not take it now */
    begin,
    begun: () => begun,
    close: () => cancel(),
  }
}
