import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './root.mjs'

const IGNORED = new Set([
  'node_modules',
  'dist',
  '.next',
  '.next-gallery',
  '.stormdeck',
  '.runtime',
  'test-results',
])

/** SHA-256 over names and contents of everything below the given files and folders: what a result was made from. */
export function hashOf(paths) {
  const hash = createHash('sha256')
  const walk = path => {
    const full = join(root, path)
    if (!existsSync(full)) return
    let entries
    try {
      entries = readdirSync(full, { withFileTypes: true })
    } catch {
      hash.update(`${path}\0`).update(readFileSync(full))
      return
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!IGNORED.has(entry.name)) walk(join(path, entry.name))
    }
  }
  for (const path of paths) walk(path)
  return hash.digest('hex')
}

/** True when `stamp` was written for the same inputs. */
export function isFresh(stamp, hash) {
  const path = join(root, stamp)
  return existsSync(path) && readFileSync(path, 'utf8').trim() === hash
}

export function writeStamp(stamp, hash) {
  mkdirSync(dirname(join(root, stamp)), { recursive: true })
  writeFileSync(join(root, stamp), `${hash}\n`)
}
