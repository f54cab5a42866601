import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { MIGRATIONS } from './migrations/all.ts'
import { StoreError } from './store-error.ts'

/** Brings a database to the newest schema, in one transaction. @throws StoreError when a step fails */
export async function migrate(db: Kysely<unknown>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  const failed = results?.find(result => result.status === 'Error')?.migrationName ?? 'schema'
  const why = error instanceof Error ? error.message : String(error)
  throw new StoreError('failed', `The database could not be brought up to date (${failed}: ${why}).`, error)
}
