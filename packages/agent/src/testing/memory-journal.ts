import { JOURNAL_BYTES } from '../tier/journal.ts'
import type { JournalDisk } from '../tier/journal-file.ts'

/** A disk for tests: what the process reads back, and what of it survives a power cut. */
export class MemoryJournal implements JournalDisk {
  bytes: Buffer = Buffer.alloc(JOURNAL_BYTES)
  full = false
  /** Offsets of what was noted, in order. */
  readonly noted: number[] = []
  #onDisk: Buffer = Buffer.alloc(JOURNAL_BYTES)

  read(): Uint8Array {
    return this.bytes
  }

  write(bytes: Uint8Array, offset: number): void {
    this.#put(bytes, offset)
    this.sync()
  }

  note(bytes: Uint8Array, offset: number): void {
    this.#put(bytes, offset)
    this.noted.push(offset)
  }

  sync(): void {
    this.#onDisk = Buffer.from(this.bytes)
  }

  /** Whatever was not synced is lost. */
  cutPower(): void {
    this.bytes = Buffer.from(this.#onDisk)
  }

  close(): void {}

  #put(bytes: Uint8Array, offset: number): void {
    if (this.full) throw new Error('ENOSPC')
    this.bytes.set(bytes, offset)
  }
}
