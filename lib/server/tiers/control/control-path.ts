import { createHash } from 'node:crypto'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'

/** A socket's path may have this many bytes (unix(7): 108 with the byte that ends it). */
const MAX_PATH_BYTES = 107

/** Where the app that holds a data folder listens for the command line: in the folder, unless its path is too long ({@link checkControlFolder}). */
export function controlPath(dataDir: string): string {
  const path = join(resolve(dataDir), 'control.sock')
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return path
  const name = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 24)
  return join(tmpdir(), `stormdeck-${userInfo().uid}`, `${name}.sock`)
}
