import type { Kysely } from 'kysely'
import type { AuditLine } from '../../contract/audit.ts'
import {
  type AuditDraft,
  type AuditHead,
  chainLine,
  GAP_ACTION,
  GENESIS,
  gapLine,
  gapSentence,
  lineProblem,
} from '../audit/audit-chain.ts'
import { putMeta, readMeta } from './meta-records.ts'
import type { AuditRow, Schema } from './schema.ts'

const VERIFY_BATCH = 1_000

export type AuditRecords = {
  /** Chains and stores lines in one commit; answers with the new head. */
  append(drafts: readonly AuditDraft[]): Promise<AuditHead>
  head(): Promise<AuditHead>
  /** Newest first; `beforeSeq` pages on. */
  read(page: { limit: number; beforeSeq: number | null }): Promise<AuditLine[]>
  /** The newest lines of these actions, newest first. */
  readActions(actions: readonly string[], limit: number): Promise<AuditLine[]>
  /** True when a line of this hash is (or, before pruning, was provably) part of the chain. */
  has(hash: string): Promise<boolean>
  /** Walks the whole chain. `head` is the last line that holds. */
  verify(): Promise<{ ok: boolean; lines: number; head: AuditHead; problem: string | null }>
  /** Removes the oldest lines above `keep`; the hash before the oldest kept line stays as the anchor. */
  prune(keep: number): Promise<number>
}

/**
 * Appends within a transaction that the caller holds. Where the last entry is not the one that was written last, a line that
 * says so comes first: going on from what is left would hide that something is gone.
 */
export async function appendAudit(db: Kysely<Schema>, drafts: readonly AuditDraft[]): Promise<AuditHead> {
  const found = await readHead(db)
  const [first] = drafts
  if (first === undefined) return found
  const written = await writtenHead(db, found)
  let head = found
  const put = async (line: AuditLine) => {
    await db.insertInto('audit').values(lineToRow(line)).execute()
    head = { seq: line.seq, hash: line.hash }
  }
  if (!sameHead(found, written)) {
    const line = gapLine(found, written, first.at)
    await put(line)
    if ((await readMeta(db)).audit_gap === undefined) await putMeta(db, 'audit_gap', gapWords(line))
  }
  for (const draft of drafts) await put(chainLine(head, draft))
  await putMeta(db, 'audit_head', JSON.stringify(head))
  return head
}

export function createAuditRecords(db: Kysely<Schema>): AuditRecords {
  return {
    append: drafts => db.transaction().execute(transaction => appendAudit(transaction, drafts)),
    head: () => readHead(db),
    read: async ({ limit, beforeSeq }) => {
      let query = db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(limit)
      if (beforeSeq !== null) query = query.where('seq', '<', beforeSeq)
      return (await query.execute()).map(rowToLine)
    },
    readActions: async (actions, limit) => {
      const query = db
        .selectFrom('audit')
        .selectAll()
        .where('action', 'in', [...actions])
      return (await query.orderBy('seq', 'desc').limit(limit).execute()).map(rowToLine)
    },
    has: async hash => {
      if (hash === GENESIS.hash || hash === (await readAnchor(db)).hash) return true
      return (
        (await db.selectFrom('audit').select('seq').where('hash', '=', hash).executeTakeFirst()) !== undefined
      )
    },
    verify: () => verifyChain(db),
    prune: keep => db.transaction().execute(transaction => pruneAudit(transaction, keep)),
  }
}

/** The newest line, or the anchor where every line was pruned. */
export async function readHead(db: Kysely<Schema>): Promise<AuditHead> {
  const last = await db
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last ?? (await readAnchor(db))
}

async function readAnchor(db: Kysely<Schema>): Promise<AuditHead> {
  const { audit_anchor: anchor } = await readMeta(db)
  return anchor === undefined ? GENESIS : (JSON.parse(anchor) as AuditHead)
}

/** The head as last written; in a store from before heads were kept, the last line found. */
async function writtenHead(db: Kysely<Schema>, found: AuditHead): Promise<AuditHead> {
  const { audit_head: written } = await readMeta(db)
  return written === undefined ? found : (JSON.parse(written) as AuditHead)
}

const sameHead = (a: AuditHead, b: AuditHead) => a.seq === b.seq && a.hash === b.hash

const gapWords = (line: AuditLine) => `${line.reason} (noticed at entry ${line.seq})`

async function verifyChain(db: Kysely<Schema>) {
  // A gap is reported for ever, also when the line that says so has been pruned.
  let gap = (await readMeta(db)).audit_gap ?? null
  let head = await readAnchor(db)
  let lines = 0
  for (;;) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', lines === 0 ? -1 : head.seq)
      .orderBy('seq')
      .limit(VERIFY_BATCH)
      .execute()
    for (const row of rows) {
      const line = rowToLine(row)
      const problem = lineProblem(head, line)
      if (problem !== null) return { ok: false, lines, head, problem }
      if (line.action === GAP_ACTION) gap ??= gapWords(line)
      head = { seq: line.seq, hash: line.hash }
      lines++
    }
    if (rows.length < VERIFY_BATCH) break
  }
  const expected = await writtenHead(db, head)
  const problem = sameHead(expected, head) ? gap : gapSentence(head, expected)
  return { ok: problem === null, lines, head, problem }
}

async function pruneAudit(db: Kysely<Schema>, keep: number): Promise<number> {
  const head = await readHead(db)
  const anchor = await db
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .where('seq', '<=', head.seq - keep)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (anchor === undefined) return 0
  await putMeta(db, 'audit_anchor', JSON.stringify(anchor))
  const { numDeletedRows } = await db
    .deleteFrom('audit')
    .where('seq', '<=', anchor.seq)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

function lineToRow(line: AuditLine): AuditRow {
  const { by, prevHash, ...rest } = line
  return { ...rest, by_whom: by, prev_hash: prevHash }
}

function rowToLine(row: AuditRow): AuditLine {
  const { by_whom: by, prev_hash: prevHash, ...rest } = row
  return { ...rest, via: row.via as AuditLine['via'], by, prevHash }
}
