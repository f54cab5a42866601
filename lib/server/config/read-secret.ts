import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

const MAX_SECRET_BYTES = 16 * 1024

/**
 * A secret out of the file that holds it, without the line break at its end. Read again at each use, so that a
 * rotated one is picked up; never logged.
 * @throws {Error} a sentence without the secret
 */
export function readSecret(file: string, baseDir: string): string {
  const path = resolve(baseDir, file)
  try {
    if (statSync(path).size > MAX_SECRET_BYTES) throw new Error('larger than 16 KiB')
    const secret = readFileSync(path, 'utf8').trimEnd()
    if (secret === '') throw new Error('empty')
    return secret
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new Error(`The secret in ${path} cannot be used (${why}); check the file and its permissions.`)
  }
}
