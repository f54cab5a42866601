import type { PolicyChange } from '../../contract/tier-order.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { Ledger } from './ledger.ts'
import type { Actor } from './plan-order.ts'

/** Sets what the policy may do. Its leases are released by its next look, when it no longer acts. */
export async function changePolicy(
  ledger: Ledger,
  change: PolicyChange,
  { clock, actor }: { clock: IssuerClock; actor: Actor },
): Promise<void> {
  await ledger.change(book =>
    book.policyMode === change.mode
      ? null
      : {
          to: { epoch: book.epoch, revision: book.revision + 1 },
          put: [],
          policyMode: change.mode,
          said: `${actor.by} set the policy to ${change.mode}`,
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
