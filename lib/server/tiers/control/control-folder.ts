import { lstatSync, mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, resolve } from 'node:path'
import { StoreError } from '../../store/store-error.ts'

/**
 * Where the path of the data folder is too long, the socket is in a folder below the temporary one, in which anybody may make
 * things: so that folder has to be ours, and nobody else's to enter.
 * @param make makes it when it is missing, for the side that listens
 * @throws StoreError when somebody else was there first
 */
export function checkControlFolder(socketPath: string, dataDir: string, make: boolean): void {
  const folder = dirname(socketPath)
  if (folder === resolve(dataDir)) return
  try {
    if (make) mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0)
    throw new StoreError(
      'failed',
      `${folder} is not a folder of this user alone, so the socket in it cannot be trusted. Remove it, or use a data folder with a shorter path.`,
    )
}
