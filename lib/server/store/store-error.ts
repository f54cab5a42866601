/** Why a store could not be opened, read or written; the message is for people and says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly kind: 'locked' | 'damaged' | 'newer' | 'missing' | 'foreign' | 'conflict' | 'full' | 'failed'

  constructor(kind: StoreError['kind'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = kind
  }
}

/** SQLite's result code of an error that came out of node:sqlite, without its extension; `null` for other errors. */
export function sqliteCode(error: unknown): number | null {
  const code = (error as { errcode?: unknown } | null)?.errcode
  return typeof code === 'number' ? code & 0xff : null
}

const SQLITE_FULL = 13
const SQLITE_IOERR = 10

/** Turns what the engine threw into a sentence; a {@link StoreError} stays as it is. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const code = sqliteCode(error)
  const text = error instanceof Error ? error.message : String(error)
  if (code === SQLITE_FULL || /disk (is )?full|no space/i.test(text))
    return new StoreError(
      'full',
      'The disk of the data folder is full. Free some space and try again.',
      error,
    )
  if (code === SQLITE_IOERR)
    return new StoreError('failed', `The data folder could not be read or written (${text}).`, error)
  return new StoreError('failed', `The store failed: ${text}.`, error)
}
