import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { HOLDER_FILE, type Holder, processStartTicks, readHolder } from './holder.ts'
import { StoreError, sqliteCode } from './store-error.ts'

const SQLITE_BUSY = 5

export type FolderLock = { release(): void }

/** Locks of this process. A database that nobody refers to is closed by the garbage collector, and its lock with it. */
const held = new Set<DatabaseSync>()

/**
 * Locks a data folder for this process. The lock is one of the kernel's, held through SQLite on a file of its own: it is
 * gone the moment the process is, however that ended, and cannot be left behind.
 * @throws StoreError `locked`, with the pid of the holder
 */
export function lockDataFolder(dataDir: string, now: () => number = Date.now): FolderLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  chmodSync(dataDir, 0o700)
  const lock = new DatabaseSync(join(dataDir, 'stormdeck.lock'), { timeout: 0 })
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (sqliteCode(error) !== SQLITE_BUSY) throw error
    throw new StoreError('locked', lockedSentence(dataDir, readHolder(dataDir)))
  }
  const path = join(dataDir, HOLDER_FILE)
  writeHolder(path, now())
  held.add(lock)
  return {
    release: () => {
      if (!held.delete(lock)) return
      rmSync(path, { force: true })
      lock.close()
    },
  }
}

/** For whoever wants to know who holds the folder. On a full disk the lock holds all the same, and nobody is named. */
function writeHolder(path: string, since: number): void {
  const holder: Holder = { pid: process.pid, startTicks: processStartTicks(process.pid), since }
  try {
    writeFileSync(`${path}.new`, JSON.stringify(holder), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  } catch {
    // Who held it before must not be taken for us, and stopped.
    for (const file of [path, `${path}.new`]) rmSync(file, { force: true })
  }
}

function lockedSentence(dataDir: string, holder: Holder | null): string {
  const who = holder === null ? 'another process' : `process ${holder.pid}`
  return `The data folder ${dataDir} is in use by ${who}. Stop that one first, or give this one a folder of its own.`
}
