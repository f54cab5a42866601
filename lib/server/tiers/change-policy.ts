import type { PolicyChange } from '../../contract/tier-order.ts'
import type { TierBook } from '../store/tier-records.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { Ledger, Plan } from './ledger.ts'
import type { Actor } from './plan-order.ts'

/** Sets what the policy may do. Its leases are released by its next look, when it no longer acts. */
export async function changePolicy(
  ledger: Ledger,
  change: PolicyChange,
  { clock, actor }: { clock: IssuerClock; actor: Actor },
): Promise<void> {
  await ledger.change(book =>
    book.policyMode === change.mode && book.policyChosen
      ? null
      : {
          to: { epoch: book.epoch, revision: book.revision + 1 },
          put: [],
          policyMode: change.mode,
          policyChosen: true,
          said: null,
          audit: [
            {
              at: clock.wallMs(),
              ...actor,
              action: 'policy.mode',
              subject: 'policy',
              reason: change.reason,
              before: { mode: book.policyMode },
              after: { mode: change.mode },
            },
          ],
        },
  )
}

/** Takes the mode of the configuration file where nobody has chosen one; a choice made here is kept. */
export function planFirstPolicy(book: TierBook, mode: PolicyChange['mode']): Plan | null {
  if (book.policyChosen || book.policyMode === mode) return null
  const to = { epoch: book.epoch, revision: book.revision }
  return { to, put: [], policyMode: mode, policyChosen: false, audit: [], said: null }
}
