import { compareRevision } from '@stormdeck/protocol'
import type { Store } from '../store/store.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { Ledger } from './ledger.ts'
import type { NodeLink, NodeSays } from './node-link.ts'
import { believable, planGoAbove } from './plan-go-above.ts'

/**
 * Answers a node that reports a newer revision of this store than the store has. Done at most once for a run of the agent:
 * one that claims so again is broken, and is shown as such instead of driving the epoch up for ever.
 */
export function createGoAbove({
  ledger,
  store,
  clock,
}: {
  ledger: Ledger
  store: Store
  clock: IssuerClock
}) {
  const gone = new Set<string>()
  return async (link: NodeLink, says: NodeSays): Promise<void> => {
    const run = `${link.target.id} ${link.boot}`
    if (gone.has(run) || !believable(ledger.book(), says)) {
      link.ahead = true
      return
    }
    gone.add(run)
    if (gone.size > 10_000) gone.clear()
    const unknownLeases = await store.tiers.unknownLeases(says.leases.map(lease => lease.id))
    await ledger.change(book =>
      compareRevision(says, book) > 0 ? planGoAbove(book, link.target, says, { clock, unknownLeases }) : null,
    )
  }
}
