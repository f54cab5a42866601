import type { Kysely } from 'kysely'

/** How much of each day some node ran below full service without an order: its own protection, or the way back up. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('observed_days')
    .addColumn('lowered', 'integer', column => column.notNull().defaultTo(0))
    .execute()
  await db.schema
    .alterTable('observed_days')
    .addColumn('lowered_at', 'bigint', column => column.notNull().defaultTo(0))
    .execute()
}
