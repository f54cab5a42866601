import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS } from './migrations/all.ts'
import { StoreError } from './store-error.ts'

export const DATABASE_FILE = 'stormdeck.db'
/** Names the store a data folder belongs to, beside the database, so that a lost database is not taken for a new one. */
export const IDENTITY_FILE = 'issuer'
/** Above this size only the structure of the pages is checked, not every index against its table. */
const FULL_CHECK_BYTES = 64 * 1024 * 1024

/**
 * Looks at a database without changing a byte of it.
 * @returns `new` where there is none yet, else the id of its store
 * @throws StoreError when it is missing, damaged, newer than this program or another store's
 */
export function checkDatabase(dataDir: string): { issuer: string | null } {
  const path = join(dataDir, DATABASE_FILE)
  const identity = readIdentity(dataDir)
  const present = existsSync(path) && statSync(path).size > 0
  if (!present && identity === null) return { issuer: null }
  if (!present)
    throw new StoreError(
      'missing',
      `The database ${path} is ${existsSync(path) ? 'empty' : 'gone'}, but this folder had one. ` +
        'Put a backup back with "npx stormdeck restore FILE", or use a new data folder.',
    )
  const issuer = inspect(path)
  if (identity !== null && issuer === null) throw damaged(path, 'it does not say which store it is')
  if (identity !== null && identity !== issuer)
    throw new StoreError(
      'foreign',
      `The database ${path} belongs to another store (${issuer}, not ${identity}). ` +
        'Use "npx stormdeck restore FILE" to put a backup back.',
    )
  return { issuer }
}

export function readIdentity(dataDir: string): string | null {
  const path = join(dataDir, IDENTITY_FILE)
  return existsSync(path) ? readFileSync(path, 'utf8').trim() || null : null
}

/** Size of a page, from the header (SQLite file format, 1.3.2); 1 stands for 65,536. */
function pageBytes(path: string): number {
  const header = Buffer.alloc(18)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, header.length, 0)
  } finally {
    closeSync(file)
  }
  const written = header.readUInt16BE(16)
  return written === 1 ? 65_536 : written
}

/** SQLite reads what is missing of a last page as zeros; without a log that could hold it, it is lost. */
function refusePartialPage(path: string): void {
  const log = `${path}-wal`
  if (existsSync(log) && statSync(log).size > 0) return
  const page = pageBytes(path)
  if (page < 512 || statSync(path).size % page !== 0) throw damaged(path, 'its last page is cut off')
}

/** Looking must leave nothing behind: an empty log and its index are made by the look itself. */
function sweepAfterLook(path: string, hadLog: boolean): void {
  if (hadLog) return
  for (const file of [`${path}-wal`, `${path}-shm`]) rmSync(file, { force: true })
}

/** Checks one database file. @returns the id of its store; `null` when it was never finished */
export function inspect(path: string): string | null {
  let database: DatabaseSync | null = null
  const hadLog = existsSync(`${path}-wal`)
  try {
    refusePartialPage(path)
    database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 })
    const check = statSync(path).size > FULL_CHECK_BYTES ? 'quick_check' : 'integrity_check'
    const verdict = database.prepare(`PRAGMA ${check}(1)`).get() as Record<string, unknown> | undefined
    if (Object.values(verdict ?? {})[0] !== 'ok') throw damaged(path, String(Object.values(verdict ?? {})[0]))
    refuseNewer(database, path)
    if (!hasTable(database, 'meta')) return null
    const row = database.prepare("SELECT value FROM meta WHERE key = 'issuer'").get() as
      | { value: string }
      | undefined
    return row?.value ?? null
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw damaged(path, error instanceof Error ? error.message : String(error))
  } finally {
    database?.close()
    sweepAfterLook(path, hadLog)
  }
}

function refuseNewer(database: DatabaseSync, path: string): void {
  if (!hasTable(database, 'kysely_migration')) {
    if (hasTable(database, 'meta')) throw damaged(path, 'it does not say which version it is')
    return
  }
  const names = database.prepare('SELECT name FROM kysely_migration').all() as { name: string }[]
  const unknown = names.find(({ name }) => !(name in MIGRATIONS))
  if (unknown !== undefined)
    throw new StoreError(
      'newer',
      `The database ${path} was written by a newer Stormdeck (it has ${unknown.name}). ` +
        'Start that version again, or restore a backup from before. Nothing was changed.',
    )
}

function hasTable(database: DatabaseSync, name: string): boolean {
  return (
    database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined
  )
}

function damaged(path: string, why: string): StoreError {
  return new StoreError(
    'damaged',
    `The database ${path} is damaged (${why}). It was left as it is. ` +
      'Restore a backup with "npx stormdeck restore FILE".',
  )
}
