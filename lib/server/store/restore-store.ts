import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Actor } from '../tiers/plan-order.ts'
import { DATABASE_FILE, IDENTITY_FILE, inspect, readIdentity } from './check-database.ts'
import { lockDataFolder } from './data-folder-lock.ts'
import { openDatabaseFile } from './node-sqlite.ts'
import { storeOn } from './open-store.ts'
import { StoreError } from './store-error.ts'

/**
 * Puts a backup in the place of the database of a folder that nobody uses. What was there is moved aside, not removed. The
 * next start begins a new epoch and keeps what agents hold beyond the backup.
 * @returns where the former database is now; `null` when there was none
 * @throws StoreError when the folder is in use, or the backup is damaged, newer or another store's
 */
export async function restoreStore(options: {
  dataDir: string
  from: string
  actor: Actor
  now?: number
}): Promise<{ formerIn: string | null; issuer: string }> {
  const { dataDir, from, actor, now = Date.now() } = options
  if (!existsSync(from)) throw new StoreError('missing', `There is no backup ${from}.`)
  const lock = lockDataFolder(dataDir)
  try {
    const issuer = inspect(from)
    if (issuer === null)
      throw new StoreError('damaged', `${from} is not a finished backup of a Stormdeck store.`)
    const identity = readIdentity(dataDir)
    if (identity !== null && identity !== issuer)
      throw new StoreError(
        'foreign',
        `${from} is a backup of another store (${issuer}), and this folder belongs to ${identity}. Restore it into a folder of its own.`,
      )
    const fresh = join(dataDir, `${DATABASE_FILE}.restored`)
    rmSync(fresh, { force: true })
    copyFileSync(from, fresh)
    await noteRestore(fresh, { actor, now, from })
    sync(fresh)
    const formerIn = moveAside(dataDir, now)
    renameSync(fresh, join(dataDir, DATABASE_FILE))
    writeFileSync(join(dataDir, IDENTITY_FILE), `${issuer}\n`, { mode: 0o600 })
    return { formerIn, issuer }
  } finally {
    lock.release()
  }
}

async function noteRestore(path: string, { actor, now, from }: { actor: Actor; now: number; from: string }) {
  const store = await storeOn(openDatabaseFile(path))
  const { epoch, revision } = await store.tiers.readBook()
  const line = {
    at: now,
    ...actor,
    action: 'store.restore',
    subject: from.slice(-200),
    reason: '',
    before: null,
  }
  await store.audit.append([{ ...line, after: { epoch, revision } }])
  await store.close()
}

function moveAside(dataDir: string, now: number): string | null {
  const files = [DATABASE_FILE, `${DATABASE_FILE}-wal`, `${DATABASE_FILE}-shm`].filter(file =>
    existsSync(join(dataDir, file)),
  )
  if (files.length === 0) return null
  const aside = join(dataDir, `before-restore-${new Date(now).toISOString().replace(/[:.]/g, '-')}`)
  mkdirSync(aside, { mode: 0o700 })
  for (const file of files) renameSync(join(dataDir, file), join(aside, file))
  return aside
}

function sync(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
