import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { backup, type DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { checkDatabase, DATABASE_FILE, IDENTITY_FILE } from './check-database.ts'
import { makeSecretFile } from './copy-secret.ts'
import { lockDataFolder } from './data-folder-lock.ts'
import { putMeta, readMeta } from './meta-records.ts'
import { migrate } from './migrate.ts'
import { kyselyDatabase, nodeSqliteDialect, openDatabaseFile } from './node-sqlite.ts'
import type { Schema } from './schema.ts'
import { createStore, type Store } from './store.ts'
import { toStoreError } from './store-error.ts'

export type OpenStoreOptions = {
  /** Made when missing, readable by its owner only, locked for this process. */
  dataDir: string
  now?: () => number
  /** Makes the id of a new store; agents obey one. */
  makeIssuer?: () => string
}

const randomIssuer = () => `deck-${randomBytes(12).toString('base64url')}`

/**
 * Opens the store of a data folder, making it when the folder is new.
 * @throws StoreError with a sentence when the folder is in use, or the database is damaged, newer, gone or another's; the
 * files are then as they were
 */
export async function openStore({
  dataDir,
  now = Date.now,
  makeIssuer = randomIssuer,
}: OpenStoreOptions): Promise<Store> {
  const lock = lockDataFolder(dataDir, now)
  try {
    checkDatabase(dataDir)
    const path = join(dataDir, DATABASE_FILE)
    const database = openDatabaseFile(path)
    chmodSync(path, 0o600)
    const store = await storeOn(database, { makeIssuer, onClose: lock.release })
    writeIdentity(dataDir, (await store.tiers.readBook()).issuer)
    return store
  } catch (error) {
    lock.release()
    throw toStoreError(error)
  }
}

/** A store on an open database; with `:memory:` one that lasts as long as its process. */
export async function storeOn(
  database: DatabaseSync,
  { makeIssuer = randomIssuer, onClose }: { makeIssuer?: () => string; onClose?: () => void } = {},
): Promise<Store> {
  const db = new Kysely<Schema>({ dialect: nodeSqliteDialect(kyselyDatabase(database)) })
  try {
    await migrate(db as unknown as Kysely<unknown>)
    if ((await readMeta(db)).issuer === undefined) await putMeta(db, 'issuer', makeIssuer())
  } catch (error) {
    database.close()
    throw error
  }
  return createStore({
    db,
    backup: path => backUpTo(database, path),
    close: async () => {
      if (database.isOpen) await db.destroy()
      onClose?.()
    },
  })
}

async function backUpTo(database: DatabaseSync, path: string): Promise<void> {
  closeSync(makeSecretFile(path))
  try {
    await backup(database, path)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}

function writeIdentity(dataDir: string, issuer: string): void {
  const path = join(dataDir, IDENTITY_FILE)
  if (existsSync(path)) return
  writeFileSync(`${path}.new`, `${issuer}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
