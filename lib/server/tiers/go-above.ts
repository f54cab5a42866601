import type { Store } from '../store/store.ts'
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
  const claims = new Map<string, number[]>()

  const recent = (id: string) => (claims.get(id) ?? []).filter(at => clock.monoMs() - at < FORGET_AFTER_MS)
  /** Only what was granted counts: a node is not broken because our disk was full. */
  const granted = (id: string) => {
    const before = recent(id)
    claims.delete(id)
    claims.set(id, [...before, clock.monoMs()])
    const oldest = claims.keys().next().value
    if (claims.size > 4_000 && oldest !== undefined) claims.delete(oldest)
  }

  /** Resolves when the node may be sent to again. */
  return async (link: NodeLink): Promise<void> => {
    const { says } = link
    if (says === null || link.catchingUp) return
    if (recent(link.target.id).length >= MAX_CLAIMS || !believable(ledger.book(), says, clock)) {
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
      granted(link.target.id)
      link.caughtUpTo = { epoch: says.epoch, revision: says.revision }
      onCaughtUp()
    } finally {
      link.catchingUp = false
    }
  }
}
