import type { AuditPage } from '../../contract/audit.ts'
import { MAX_AUDIT_PAGE } from '../../contract/audit.ts'
import type { Store } from '../store/store.ts'

export type AuditWatch = {
  /** Walks the whole chain now. */
  verify(): Promise<AuditPage['chain']>
  /** A page of lines with the verdict of the last look; the first page looks when nobody has yet. */
  page(options: { limit: number; before: number | null; verify: boolean }): Promise<AuditPage>
  /** A sentence when the last look found the chain broken; `null` when it holds. */
  problem(): string | null
}

/** Reads the audit and knows whether its chain held when it was last walked. */
export function createAuditWatch(store: Store, now: () => number = Date.now): AuditWatch {
  let verdict: AuditPage['chain'] | null = null
  const verify = async () => {
    const { ok, lines, problem } = await store.audit.verify()
    verdict = { ok, lines, problem, checkedAt: now() }
    return verdict
  }
  return {
    verify,
    page: async ({ limit, before, verify: again }) => {
      const wanted = Math.min(Math.max(1, limit), MAX_AUDIT_PAGE)
      const chain = again || verdict === null ? await verify() : verdict
      const lines = await store.audit.read({ limit: wanted, beforeSeq: before })
      const oldest = lines.at(-1)
      return {
        lines,
        olderBefore: lines.length === wanted && oldest !== undefined && oldest.seq > 1 ? oldest.seq : null,
        head: await store.audit.head(),
        chain,
      }
    },
    problem: () =>
      verdict === null || verdict.ok
        ? null
        : `The audit chain is broken: ${verdict.problem}. Compare with a backup before you trust it.`,
  }
}
