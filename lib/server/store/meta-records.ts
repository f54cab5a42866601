import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

export type MetaKey =
  | 'issuer'
  | 'epoch'
  | 'revision'
  | 'policy_mode'
  | 'policy_chosen'
  | 'takeover'
  | 'ceilings'
  | 'audit_head'
  | 'audit_anchor'
  | 'audit_gap'
  | 'first_seen_at'

/** Reads every setting of the store that stands outside the tables. */
export async function readMeta(db: Kysely<Schema>): Promise<Partial<Record<MetaKey, string>>> {
  const rows = await db.selectFrom('meta').selectAll().execute()
  return Object.fromEntries(rows.map(row => [row.key, row.value]))
}

export async function putMeta(db: Kysely<Schema>, key: MetaKey, value: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict(conflict => conflict.column('key').doUpdateSet({ value }))
    .execute()
}
