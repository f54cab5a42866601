import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * The certificates of the authority to trust in place of the system's.
 * @throws {Error} a sentence that names the file
 */
export function readCa(file: string, baseDir: string): string {
  const path = resolve(baseDir, file)
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new Error(`The CA in ${path} cannot be read (${why}); check the file and its permissions.`)
  }
}
