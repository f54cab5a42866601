import { clipText } from '../../format/clip-text.ts'
import { listOf } from '../../format/words.ts'
import type { Store } from '../store/store.ts'
import type { IssuerClock } from './issuer-clock.ts'
import type { Ledger } from './ledger.ts'
import type { NodeLink } from './node-link.ts'
import type { Actor } from './plan-order.ts'

const MAX_KNOWN = 4_096
/** Lines of claims and acknowledgements that are read at start: more than one claim a node is never open. */
const MAX_REMEMBERED = 4_096

const LOST = 'audit.lost'
const ACKNOWLEDGED = 'audit.acknowledge'

export type AuditEcho = {
  /** Compares the head that a node of this store reports. */
  hear(link: NodeLink): void
  /** True when the head that the node reports has been compared: sending replaces it, and with it the evidence. */
  settled(link: NodeLink): boolean
  /** Sentences about claims that nobody has acknowledged. */
  problems(): string[]
  /** Ends the open claims, by an audit line of its own. @returns the nodes that had made them */
  acknowledge(actor: Actor, reason: string): Promise<string[]>
  /** Forgets what a node reports; what it had claimed stays until it is acknowledged. */
  forget(nodeId: string): void
}

type EchoParts = {
  ledger: Ledger
  store: Store
  clock: IssuerClock
  onError: (error: unknown) => void
  /** A head has been compared, so that the node may be sent to. */
  onSettled: (nodeId: string) => void
}

/**
 * Compares the audit head that agents echo with the chain here. One that the chain does not have was signed by this store
 * once, and lines were lost by a restore or by somebody's hand; or the node makes it up. So it is written down as a claim of
 * that node, one at a time, and stays until somebody acknowledges it.
 */
export async function watchAuditHeads(parts: EchoParts): Promise<AuditEcho> {
  const { ledger, store, clock, onError, onSettled } = parts
  const known = new Set<string>()
  /** What each node reported last, and whether it has been compared. */
  const reported = new Map<string, { head: string; settled: boolean }>()
  const { open, over } = readClaims(await store.audit.readActions([LOST, ACKNOWLEDGED], MAX_REMEMBERED))

  const know = (head: string) => {
    if (known.size >= MAX_KNOWN) known.clear()
    known.add(head)
  }
  know(ledger.book().auditHead.hash)
  ledger.onChange(book => know(book.auditHead.hash))

  const claim = async (node: string, head: string): Promise<void> => {
    if (open.has(node) || over.has(`${node} ${head}`)) return
    open.set(node, head)
    const line = { at: clock.wallMs(), by: 'stormdeck', via: 'system' as const, action: LOST }
    const reason = 'the node reports an audit entry that this store does not have'
    await ledger.note([{ ...line, subject: `node:${node}`, reason, before: null, after: { head } }])
  }

  const compare = async (node: string, head: string): Promise<void> => {
    if (await store.audit.has(head)) know(head)
    else await claim(node, head)
  }

  return {
    hear: ({ target, says }) => {
      const head = says?.auditHead ?? null
      if (head === null || known.has(head) || reported.get(target.id)?.head === head) return
      const entry = { head, settled: false }
      reported.set(target.id, entry)
      void compare(target.id, head)
        .catch(onError)
        .then(() => {
          entry.settled = true
          onSettled(target.id)
        })
    },
    settled: ({ target, says }) => {
      const head = says?.auditHead ?? null
      if (head === null || known.has(head) || head === ledger.book().auditHead.hash) return true
      const entry = reported.get(target.id)
      return entry?.head === head && entry.settled
    },
    problems: () => {
      if (open.size === 0) return []
      const claims = [...open].map(([node, head]) => `${node} (${head.slice(0, 12)}…)`)
      return [
        `${listOf(claims, 6)} ${open.size === 1 ? 'claims' : 'claim'} to have seen an audit entry that this store does not ` +
          'have: entries were lost by a restore or removed, or the node reports nonsense. Compare with a backup, then: ' +
          'npx stormdeck audit acknowledge --why "…"',
      ]
    },
    acknowledge: async (actor, reason) => {
      const claims = [...open]
      if (claims.length === 0) return []
      const nodes = claims.map(([node]) => node)
      const line = { at: clock.wallMs(), ...actor, action: ACKNOWLEDGED, subject: listOf(nodes, 6), reason }
      await ledger.note([{ ...line, before: Object.fromEntries(claims.slice(0, 256)), after: null }])
      for (const [node, head] of claims) {
        over.add(`${node} ${head}`)
        if (open.get(node) === head) open.delete(node)
      }
      return nodes
    },
    forget: nodeId => void reported.delete(nodeId),
  }
}

/** Claims that were open when the process before ended, and those that had been acknowledged. Lines come newest first. */
function readClaims(lines: readonly { action: string; subject: string; after: string | null }[]) {
  const open = new Map<string, string>()
  const over = new Set<string>()
  for (const { action, subject, after } of [...lines].reverse()) {
    if (action === ACKNOWLEDGED) {
      for (const [node, head] of open) over.add(`${node} ${head}`)
      open.clear()
    } else open.set(subject.replace(/^node:/, ''), clipText(String(JSON.parse(after ?? '{}').head), 64))
  }
  return { open, over }
}
