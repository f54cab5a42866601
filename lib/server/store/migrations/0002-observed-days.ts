import type { Kysely } from 'kysely'

/** How much of each day was watched, kept longer than its minutes: a day nobody watched must not look like a good one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('observed_days')
    .addColumn('day', 'bigint', column => column.primaryKey())
    .addColumn('minutes', 'integer', column => column.notNull())
    .addColumn('last_at', 'bigint', column => column.notNull())
    .execute()
}
