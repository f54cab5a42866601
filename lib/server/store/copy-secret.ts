import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { StoreError } from './store-error.ts'

/** Makes a file that only its owner can read from its first byte on, and never one that is there or pointed to by a link. */
export function makeSecretFile(path: string): number {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new StoreError('failed', `${path} exists already. Choose a new name.`)
  }
}

/**
 * Copies a secret to a new file.
 * @throws StoreError when there is something under that name
 */
export function copySecret(from: string, to: string): void {
  const bytes = readFileSync(from)
  const file = makeSecretFile(to)
  try {
    writeSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
