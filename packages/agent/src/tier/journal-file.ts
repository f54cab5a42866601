import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { JOURNAL_BYTES } from './journal.ts'

/** Where leases are kept. A simulator passes its own. */
export type JournalDisk = {
  /** The whole file. */
  read(): Uint8Array
  /** Durable when it returns; throws when it could not be. */
  write(bytes: Uint8Array, offset: number): void
  close(): void
}

/**
 * Opens (or makes) `leases.journal` in the folder and holds the descriptor, so that an order can be stored when
 * no descriptor is left. Throws when the folder cannot be written.
 */
export function openJournal(folder: string): JournalDisk {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fd = openOrCreate(join(folder, 'leases.journal'))
  return {
    read() {
      const bytes = Buffer.alloc(Math.min(fstatSync(fd).size, JOURNAL_BYTES))
      return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0))
    },
    write(bytes, offset) {
      if (fstatSync(fd).size < JOURNAL_BYTES) ftruncateSync(fd, JOURNAL_BYTES)
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(fd, bytes, done, bytes.length - done, offset + done)
      }
      fdatasyncSync(fd)
    },
    close: () => closeSync(fd),
  }
}

/** The same, without a folder or in one that cannot be written `null`: orders apply, and are said not to be durable. */
export function openJournalOrNot(
  folder: string | undefined,
  onError: (error: unknown) => void,
): JournalDisk | null {
  if (folder === undefined) return null
  try {
    return openJournal(folder)
  } catch (error) {
    onError(error)
    return null
  }
}

function openOrCreate(path: string): number {
  try {
    return openSync(path, 'r+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const fd = openSync(path, 'wx+', 0o600)
    ftruncateSync(fd, JOURNAL_BYTES)
    fsyncSync(fd)
    return fd
  }
}
