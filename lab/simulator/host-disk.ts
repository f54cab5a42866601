import { compareRevision } from '@stormdeck/protocol'
import { decodeJournal, JOURNAL_BYTES, SLOT_BYTES } from '../../packages/agent/src/tier/journal.ts'
import type { JournalDisk } from '../../packages/agent/src/tier/journal-file.ts'
import type { Random } from './random.ts'

/** Where a slot of the journal keeps its number. */
const SEQUENCE_AT = 4
/** What is left of a note of which only the beginning arrived. */
const TORN_BYTES = 100

/** What becomes of notes, which nobody waits for, when a host goes down. */
export const REBOOTS = ['notes torn', 'orderly', 'notes lost'] as const
export type Reboot = (typeof REBOOTS)[number]

type HostDiskParts = {
  now: () => number
  random: Random
  /** A write was cut short; the process is to be gone when it returns. */
  onTorn: () => void
}

/** The disk of a host, with the journal of its agent on it. It is full, torn, cut and flipped as told. */
export class HostDisk {
  full = false
  /** The next write stops after this many bytes, and the process with it. */
  tearAfterBytes: number | null = null
  /** When a set was stored durably last, and whether a note has failed since. */
  storedAt = 0
  noteFailed = false
  /** Of a host that went down: when what was left of its leases was written last. `null` once it is stored again. */
  unnotedSince: number | null = null
  readonly #parts: HostDiskParts
  /** The journal as a process reads it, and what of it a power cut leaves. */
  #journal: Uint8Array = new Uint8Array(JOURNAL_BYTES)
  #onDisk: Uint8Array = this.#journal

  constructor(parts: HostDiskParts) {
    this.#parts = parts
  }

  /** As the process opens it. */
  open(): JournalDisk {
    const sync = () => {
      this.#onDisk = this.#journal
    }
    return {
      read: () => this.#journal,
      write: (bytes, offset) => {
        this.#put(bytes, offset)
        sync()
        this.storedAt = this.#parts.now()
        this.noteFailed = false
        this.unnotedSince = null
      },
      note: (bytes, offset) => {
        this.noteFailed = true
        this.#put(bytes, offset)
        this.noteFailed = false
      },
      sync,
      close: () => {},
    }
  }

  /** The host goes down, with what is not on disk yet. */
  goDown(how: Reboot): void {
    if (how !== 'orderly') this.#journal = this.#withoutNotes(how === 'notes torn')
    this.#onDisk = this.#journal
  }

  /** True when its journal has this set, or a newer one. */
  holds(set: { epoch: number; revision: number }): boolean {
    const content = decodeJournal(this.#journal)
    return content.state === 'held' && compareRevision(content.record, set) >= 0
  }

  /** Only so many bytes are left. */
  cut(toBytes: number): void {
    this.#replace(this.#journal.subarray(0, toBytes))
  }

  /** The slot that was written last cannot be read. */
  damageNewest(): void {
    const bytes = Buffer.from(this.#journal)
    const sequence = (slot: number) => bytes.readUInt32BE(slot * SLOT_BYTES + SEQUENCE_AT)
    const newest = sequence(0) > sequence(1) ? 0 : SLOT_BYTES
    bytes.fill(0, newest, newest + SLOT_BYTES)
    this.#replace(bytes)
  }

  /** Cut off somewhere, or one bit of it flipped. */
  hurt(): void {
    const { random } = this.#parts
    const bytes = Buffer.from(this.#journal)
    const at = random.between(0, Math.max(0, bytes.length - 1))
    if (random.chance(0.5)) this.#replace(bytes.subarray(0, at))
    else if (bytes.length > 0) {
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.between(0, 7))
      this.#replace(bytes)
    }
  }

  #replace(bytes: Uint8Array): void {
    this.#journal = bytes
    this.#onDisk = bytes
  }

  #put(bytes: Uint8Array, offset: number): void {
    if (this.full) throw new Error('ENOSPC: no space left on device')
    const torn = this.tearAfterBytes
    const grown = Buffer.alloc(JOURNAL_BYTES)
    grown.set(this.#journal)
    grown.set(torn === null ? bytes : bytes.subarray(0, torn), offset)
    this.#journal = grown
    if (torn === null) return
    this.tearAfterBytes = null
    this.#parts.onTorn()
    throw new Error('the process is gone')
  }

  /** What a power cut leaves; `torn`: the beginning of what differs had arrived. */
  #withoutNotes(torn: boolean): Uint8Array {
    const changed = this.#journal.findIndex((byte, index) => byte !== this.#onDisk[index])
    if (!torn || changed < 0) return this.#onDisk
    const bytes = Buffer.from(this.#onDisk)
    bytes.set(this.#journal.subarray(changed, changed + TORN_BYTES), changed)
    return bytes
  }
}
