import type { Store } from '../store/store.ts'

const MAX_KNOWN = 4_096

/**
 * Compares the audit head that agents echo with the chain here. A head that the chain does not have was signed by this
 * store once: lines were lost, by a restore or by somebody's hand.
 */
export function watchAuditHeads(store: Store, onError: (error: unknown) => void) {
  const known = new Set<string>()
  const missing = new Map<string, string>()
  return {
    hear: (node: string, head: string | null) => {
      if (head === null || known.has(head)) {
        missing.delete(node)
        return
      }
      if (missing.get(node) === head) return
      store.audit.has(head).then(has => {
        if (!has) {
          missing.set(node, head)
          return
        }
        if (known.size >= MAX_KNOWN) known.clear()
        known.add(head)
        missing.delete(node)
      }, onError)
    },
    problems: (): string[] => {
      if (missing.size === 0) return []
      const nodes = [...missing.keys()].slice(0, 6).join(', ')
      return [
        `${nodes} saw an audit entry that this store does not have: entries were lost by a restore or removed. ` +
          'Compare with a backup: "npx stormdeck audit verify".',
      ]
    },
  }
}
