import type { Tier } from '@stormdeck/protocol'
import { type Kysely, sql } from 'kysely'
import type { PolicyMode } from '../../domain/tier/policy-mode.ts'
import type { AuditDraft, AuditHead } from '../audit/audit-chain.ts'
import { appendAudit, readHead } from './audit-records.ts'
import { putMeta, readMeta } from './meta-records.ts'
import type { Schema } from './schema.ts'
import { StoreError } from './store-error.ts'
import { leaseFromRow, leaseToRow, type StoredLease } from './stored-lease.ts'

/** Nodes taken from another issuer, by id: 1 while that is tried, then the epoch under which they obeyed this one. */
export type Takeovers = Record<string, number>

/** Ids of nodes by prefix of the leases that were kept for them. */
export type KeptNodes = Record<string, string[]>

/** Everything that decides what agents are told. */
export type TierBook = {
  issuer: string
  /** Rises when the store is restored or taken by force; compared before the revision. */
  epoch: number
  /** Rises with every change of what is ordered. */
  revision: number
  policyMode: PolicyMode
  /** A person chose the mode; else it is the configuration's. */
  policyChosen: boolean
  takeover: Takeovers
  /** Highest revision given out under each of the last epochs: above it an agent knows more than this store. */
  ceilings: Record<string, number>
  /** Running leases only. */
  leases: StoredLease[]
  auditHead: AuditHead
}

/** A change of the book, stored whole or not at all, together with its audit lines. */
export type TierChange = {
  /** Epoch and revision the change was made from; another one there is a conflict. */
  from: { epoch: number; revision: number }
  to: { epoch: number; revision: number }
  /** New, changed and ended leases. */
  put: readonly StoredLease[]
  policyMode?: PolicyMode
  policyChosen?: boolean
  takeover?: Takeovers
  audit: readonly AuditDraft[]
}

export type TierRecords = {
  readBook(): Promise<TierBook>
  /** Durable when it answers. @throws StoreError `conflict` when the book has moved on */
  commit(change: TierChange): Promise<AuditHead>
  /**
   * Those of the ids that no lease of this store ever had (as far back as ended leases are kept), or whose time is over
   * here: a node that still holds one knows of an extension that this store does not.
   */
  unknownLeases(ids: readonly string[]): Promise<string[]>
  /**
   * The nodes for which leases are kept, or were until somebody ended them, by the first characters of their ids. One whose
   * time is over does not count, as in {@link unknownLeases}.
   * @param prefixes all of one length
   */
  keptNodes(prefixes: readonly string[]): Promise<KeptNodes>
  /** Running and ended leases that touched [from, to], newest first. */
  readLeases(range: { from: number; to: number; limit: number }): Promise<StoredLease[]>
  /**
   * How long orders above tier 1 held that touched [from, to], oldest first. Leases that one origin began within the same
   * second for one tier are one stretch, to the last of their ends: the answer is bounded by time, not by the fleet.
   */
  readOrders(range: { from: number; to: number }): Promise<OrderStretch[]>
}

/** `to`: when it ended, or will; `null`: until released. Epoch ms. */
export type OrderStretch = { from: number; to: number | null; tier: Tier; origin: StoredLease['origin'] }

export function createTierRecords(db: Kysely<Schema>): TierRecords {
  return {
    readBook: () => db.transaction().execute(readBook),
    commit: change => db.transaction().execute(transaction => commit(transaction, change)),
    unknownLeases: async ids => {
      if (ids.length === 0) return []
      const rows = await db
        .selectFrom('leases')
        .select('id')
        .where('id', 'in', [...ids])
        .where(where => where.or([where('ended_how', 'is', null), where('ended_how', '!=', 'time')]))
        .execute()
      const known = new Set(rows.map(row => row.id))
      return ids.filter(id => !known.has(id))
    },
    keptNodes: async prefixes => {
      const [first] = prefixes
      if (first === undefined) return {}
      const prefix = sql<string>`substr(id, 1, ${sql.lit(first.length)})`
      const rows = await db
        .selectFrom('leases')
        .select([prefix.as('prefix'), 'scope_name'])
        .where(prefix, 'in', [...prefixes])
        .where(where => where.or([where('ended_how', 'is', null), where('ended_how', '!=', 'time')]))
        .execute()
      const kept: KeptNodes = {}
      for (const row of rows)
        kept[row.prefix] = [...(kept[row.prefix] ?? []), ...(row.scope_name ?? '').split(',')]
      return kept
    },
    readLeases: async ({ from, to, limit }) => {
      const rows = await db
        .selectFrom('leases')
        .selectAll()
        .where('started_at', '<=', to)
        .where(where => where.or([where('ended_at', 'is', null), where('ended_at', '>=', from)]))
        .orderBy('started_at', 'desc')
        .limit(limit)
        .execute()
      return rows.map(leaseFromRow)
    },
    readOrders: range => readOrders(db, range),
  }
}

async function readOrders(
  db: Kysely<Schema>,
  { from, to }: { from: number; to: number },
): Promise<OrderStretch[]> {
  const rows = await db
    .selectFrom('leases')
    .select(['tier', 'origin'])
    .select(({ fn }) => [
      fn.min('started_at').as('from'),
      sql<number | null>`max(coalesce(ended_at, ends_at))`.as('to'),
      sql<number>`sum(case when ended_at is null and ends_at is null then 1 else 0 end)`.as('endless'),
    ])
    .where('tier', '>', 1)
    .where('started_at', '<=', to)
    .where(where => where.or([where('ended_at', 'is', null), where('ended_at', '>=', from)]))
    .groupBy(['tier', 'origin', sql`started_at / 1000`])
    .orderBy('from')
    .execute()
  return rows.map(row => ({
    from: Number(row.from),
    to: row.endless > 0 ? null : row.to,
    tier: row.tier as Tier,
    origin: row.origin as StoredLease['origin'],
  }))
}

async function readBook(db: Kysely<Schema>): Promise<TierBook> {
  const meta = await readMeta(db)
  const rows = await db
    .selectFrom('leases')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('started_at')
    .execute()
  if (meta.issuer === undefined)
    throw new StoreError('damaged', 'The database does not say which store it is.')
  return {
    issuer: meta.issuer,
    epoch: Number(meta.epoch ?? 1),
    revision: Number(meta.revision ?? 1),
    policyMode: (meta.policy_mode ?? 'advise') as PolicyMode,
    policyChosen: meta.policy_chosen === '1',
    takeover: JSON.parse(meta.takeover ?? '{}') as Takeovers,
    ceilings: JSON.parse(meta.ceilings ?? '{}') as Record<string, number>,
    leases: rows.map(leaseFromRow),
    auditHead: await readHead(db),
  }
}

async function commit(db: Kysely<Schema>, change: TierChange): Promise<AuditHead> {
  const meta = await readMeta(db)
  const held = { epoch: Number(meta.epoch ?? 1), revision: Number(meta.revision ?? 1) }
  if (held.epoch !== change.from.epoch || held.revision !== change.from.revision)
    throw new StoreError('conflict', 'The orders were changed by another process meanwhile.')
  for (const lease of change.put) {
    const row = leaseToRow(lease)
    await db
      .insertInto('leases')
      .values(row)
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
  }
  if (change.to.epoch !== held.epoch) {
    const ceilings = JSON.parse(meta.ceilings ?? '{}') as Record<string, number>
    await putMeta(db, 'epoch', String(change.to.epoch))
    await putMeta(db, 'ceilings', JSON.stringify(raiseCeilings(ceilings, held)))
  }
  if (change.to.revision !== held.revision) await putMeta(db, 'revision', String(change.to.revision))
  if (change.policyMode !== undefined) await putMeta(db, 'policy_mode', change.policyMode)
  if (change.policyChosen !== undefined) await putMeta(db, 'policy_chosen', change.policyChosen ? '1' : '0')
  if (change.takeover !== undefined) await putMeta(db, 'takeover', JSON.stringify(change.takeover))
  return appendAudit(db, change.audit)
}

const CEILINGS_KEPT = 32

/** The ceilings once the epoch of `held` is over. */
export function raiseCeilings(
  ceilings: Readonly<Record<string, number>>,
  held: { epoch: number; revision: number },
): Record<string, number> {
  const kept = Object.entries(ceilings).slice(1 - CEILINGS_KEPT)
  return { ...Object.fromEntries(kept), [held.epoch]: held.revision }
}
