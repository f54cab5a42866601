import type { Kysely } from 'kysely'
import { HISTORY_COLUMNS } from '../schema.ts'

/** Everything the first release keeps. Column types are those that SQLite and PostgreSQL both know. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('meta')
    .addColumn('key', 'text', column => column.primaryKey())
    .addColumn('value', 'text', column => column.notNull())
    .execute()

  await db.schema
    .createTable('leases')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('tier', 'integer', column => column.notNull())
    .addColumn('scope_kind', 'text', column => column.notNull())
    .addColumn('scope_name', 'text')
    .addColumn('origin', 'text', column => column.notNull())
    .addColumn('by_whom', 'text', column => column.notNull())
    .addColumn('reason', 'text', column => column.notNull())
    .addColumn('started_at', 'bigint', column => column.notNull())
    .addColumn('ends_at', 'bigint')
    .addColumn('duration_ms', 'bigint')
    .addColumn('boot_id', 'text', column => column.notNull())
    .addColumn('ends_mono', 'bigint')
    .addColumn('drain_per_second', 'double precision')
    .addColumn('revision', 'bigint', column => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('ended_how', 'text')
    .execute()
  await db.schema.createIndex('leases_ended_at').on('leases').column('ended_at').execute()

  await db.schema
    .createTable('audit')
    .addColumn('seq', 'bigint', column => column.primaryKey())
    .addColumn('at', 'bigint', column => column.notNull())
    .addColumn('by_whom', 'text', column => column.notNull())
    .addColumn('via', 'text', column => column.notNull())
    .addColumn('action', 'text', column => column.notNull())
    .addColumn('subject', 'text', column => column.notNull())
    .addColumn('reason', 'text', column => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('prev_hash', 'text', column => column.notNull())
    .addColumn('hash', 'text', column => column.notNull().unique())
    .execute()

  await db.schema
    .createTable('storms')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('started_at', 'bigint', column => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('body', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('storms_started_at').on('storms').column('started_at').execute()

  await db.schema
    .createTable('storm_recordings')
    .addColumn('storm_id', 'text', column => column.notNull())
    .addColumn('kind', 'text', column => column.notNull())
    .addColumn('at', 'bigint', column => column.notNull())
    .addColumn('body', 'text', column => column.notNull())
    .addPrimaryKeyConstraint('storm_recordings_pk', ['storm_id', 'kind'])
    .execute()

  await db.schema
    .createTable('incidents')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('opened_at', 'bigint', column => column.notNull())
    .addColumn('closed_at', 'bigint')
    .addColumn('body', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('incidents_opened_at').on('incidents').column('opened_at').execute()

  let history = db.schema
    .createTable('history_1m')
    .addColumn('at', 'bigint', column => column.notNull())
    .addColumn('node', 'text', column => column.notNull())
    .addColumn('group_name', 'text', column => column.notNull())
  for (const name of HISTORY_COLUMNS)
    history = history
      .addColumn(`${name}_min`, 'double precision')
      .addColumn(`${name}_max`, 'double precision')
  await history.addPrimaryKeyConstraint('history_1m_pk', ['at', 'node']).execute()
}
