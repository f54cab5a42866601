import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  unlinkSync,
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
  /** Survives the process when it returns, and the host once the kernel has written it out or `sync` was called. */
  note(bytes: Uint8Array, offset: number): void
  /** Everything is durable when it returns; throws when it could not be. */
  sync(): void
  close(): void
}

/**
 * Opens (or makes) `leases.journal` in the folder and holds the descriptor, so that an order can be stored when
 * no descriptor is left. Throws when the folder cannot be written.
 */
export function openJournal(folder: string): JournalDisk {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fd = openOrCreate(folder)
  return {
    read() {
      const bytes = Buffer.alloc(Math.min(fstatSync(fd).size, JOURNAL_BYTES))
      return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0))
    },
    write(bytes, offset) {
      const { size } = fstatSync(fd)
      if (size < JOURNAL_BYTES) writeAll(fd, Buffer.alloc(JOURNAL_BYTES - size), size)
      writeAll(fd, bytes, offset)
      fdatasyncSync(fd)
    },
    note: (bytes, offset) => writeAll(fd, bytes, offset),
    sync: () => fdatasyncSync(fd),
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

function openOrCreate(folder: string): number {
  const path = join(folder, 'leases.journal')
  try {
    return openSync(path, 'r+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return create(path, folder)
  }
}

/** Zeros that are written, not a hole: on a disk that fills up later there must be room for the first set. */
function create(path: string, folder: string): number {
  const fd = openSync(path, 'wx+', 0o600)
  try {
    writeAll(fd, Buffer.alloc(JOURNAL_BYTES), 0)
    fsyncSync(fd)
    syncFolder(folder)
    return fd
  } catch (error) {
    closeSync(fd)
    // A short file would be taken for a damaged journal by the next start.
    unlinkSync(path)
    throw error
  }
}

/** The name of a new file is durable once its folder is. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function writeAll(fd: number, bytes: Uint8Array, offset: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(fd, bytes, done, bytes.length - done, offset + done)
  }
}
