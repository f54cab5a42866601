import type { Store } from '../store/store.ts'
import { createAllowance } from './allowance.ts'
import type { IssuerClock } from './issuer-clock.ts'
import { keptPrefixes } from './keep-leases.ts'
import type { Ledger } from './ledger.ts'
import type { NodeLink } from './node-link.ts'
import { believable, isAhead, planGoAbove } from './plan-go-above.ts'

/** A node that claims to be ahead more often than this is broken; it is shown as such and drives the epoch no further. */
const MAX_CLAIMS = 3
const FORGET_AFTER_MS = 10 * 60_000

type GoAboveParts = { ledger: Ledger; store: Store; clock: IssuerClock; onCaughtUp: () => void }

/** Answers a node that knows more than the store: goes on above it, and keeps the leases it holds. */
export function createGoAbove({ ledger, store, clock, onCaughtUp }: GoAboveParts) {
  /** Only what was granted counts: a node is not broken because our disk was full. */
  const claims = createAllowance({ most: MAX_CLAIMS, withinMs: FORGET_AFTER_MS, nowMs: clock.monoMs })

  /** Resolves when the node may be sent to again. */
  return async (link: NodeLink): Promise<void> => {
    const { says } = link
    if (says === null || link.catchingUp) return
    if (!claims.left(link.target.id) || !believable(ledger.book(), says, clock)) {
      link.ahead = true
      return
    }
    link.ahead = false
    link.catchingUp = true
    try {
      const ids = says.leases.map(({ id }) => id)
      const unknownLeases = await store.tiers.unknownLeases(ids)
      const kept = await store.tiers.keptNodes(keptPrefixes([says]))
      await ledger.change(book => {
        if (!isAhead(book, says)) return null
        return planGoAbove(book, link.target, says, { clock, unknownLeases, kept })
      })
      claims.use(link.target.id)
      link.caughtUpTo = { epoch: says.epoch, revision: says.revision }
      onCaughtUp()
    } finally {
      link.catchingUp = false
    }
  }
}
