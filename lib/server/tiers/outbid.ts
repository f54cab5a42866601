import { createAllowance } from './allowance.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { Ledger } from './ledger.ts'
import type { NodeLink } from './node-link.ts'
import { planOutbid } from './plan-takeover.ts'

/** Where a node answers every outbidding with a newer epoch, no takeover ends that; a person may order another one. */
const OUTBIDS = { most: 3, withinMs: 10 * 60_000 } as const

/** Goes above another control plane that began a newer epoch during a takeover, a bounded number of times for each node. */
export function createOutbid({ ledger, clock }: { ledger: Ledger; clock: IssuerClock }) {
  const allowance = createAllowance({ ...OUTBIDS, nowMs: clock.monoMs })
  const underWay = new Set<string>()

  return async (link: NodeLink): Promise<void> => {
    const { id } = link.target
    if (underWay.has(id)) return
    const due = planOutbid(ledger.book(), link, clock) !== null
    link.outbidsUs = due && !allowance.left(id)
    if (!due || link.outbidsUs) return
    underWay.add(id)
    try {
      await ledger.change(book => planOutbid(book, link, clock))
      allowance.use(id)
    } finally {
      underWay.delete(id)
    }
  }
}
