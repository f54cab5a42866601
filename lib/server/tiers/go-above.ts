import type { Store } from '../store/store.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { Ledger } from './ledger.ts'
import type { NodeLink } from './node-link.ts'
import { believable, isAhead, planGoAbove } from './plan-go-above.ts'

/** A node that claims to be ahead more often than this is broken; it is shown as such and drives the epoch no further. */
const MAX_CLAIMS = 3
const FORGET_AFTER_MS = 10 * 60_000

type GoAboveParts = { ledger: Ledger; store: Store; clock: IssuerClock; makeId: () => string }

/** Answers a node that knows more than the store: goes on above it, and keeps the leases it holds. */
export function createGoAbove({ ledger, store, clock, makeId }: GoAboveParts) {
  const claims = new Map<string, number[]>()

  const believed = (link: NodeLink): boolean => {
    const now = clock.monoMs()
    const recent = (claims.get(link.target.id) ?? []).filter(at => now - at < FORGET_AFTER_MS)
    if (recent.length >= MAX_CLAIMS) return false
    claims.delete(link.target.id)
    claims.set(link.target.id, [...recent, now])
    const oldest = claims.keys().next().value
    if (claims.size > 4_000 && oldest !== undefined) claims.delete(oldest)
    return link.says !== null && believable(ledger.book(), link.says)
  }

  /** Resolves when the node may be sent to again. */
  return async (link: NodeLink): Promise<void> => {
    const { says } = link
    if (says === null || link.catchingUp) return
    if (!believed(link)) {
      link.ahead = true
      return
    }
    link.catchingUp = true
    try {
      const unknownLeases = await store.tiers.unknownLeases(says.leases.map(lease => lease.id))
      await ledger.change(book => {
        link.catchingUp = false
        return isAhead(book, says)
          ? planGoAbove(book, link.target, says, { clock, makeId, unknownLeases })
          : null
      })
    } finally {
      link.catchingUp = false
    }
  }
}
