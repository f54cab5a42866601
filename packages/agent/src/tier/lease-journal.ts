import type { Clock } from '../clock/clock.ts'
import type { Held } from './held-leases.ts'
import { decodeJournal, encodeSlot, slotOffset } from './journal.ts'
import type { JournalDisk } from './journal-file.ts'
import { restoreHeld } from './restore-held.ts'

/** Time between two notes of what is left of timed leases, ms; less after a start, when it grows with the time since then. */
export const NOTE_EVERY_MS = 10_000
const FIRST_NOTE_MS = 1_000

type LeaseJournalParts = {
  disk: JournalDisk | null
  clock: Pick<Clock, 'boot' | 'wall' | 'bootId'>
  onError?: ((error: unknown) => void) | undefined
}

/**
 * Keeps the held set on disk. A set is stored durably in the slot after the last durable one. Beside that, what is left
 * of timed leases is noted from time to time, in the slot that the next set will take: without waiting for the disk,
 * and never over the last durable set, so that a note that was lost or torn costs nothing but itself.
 */
export class LeaseJournal {
  /** The held set is on disk. */
  durable: boolean
  readonly #parts: LeaseJournalParts
  #sequence = 0
  /** When what is left was last written, and last tried; ms since the host booted. */
  #writtenAtBootMs = 0
  #triedAtBootMs = 0
  readonly #startedAtBootMs: number

  constructor(parts: LeaseJournalParts) {
    this.#parts = parts
    this.durable = parts.disk !== null
    this.#startedAtBootMs = parts.clock.boot()
  }

  /** The set that was held when the process ended, and what a person should know about that. */
  restore(): { held: Held | null; notice: string | null } {
    const { disk, clock } = this.#parts
    let found: { held: Held | null; notice: string | null } = { held: null, notice: null }
    if (!disk) return found
    this.#attempt(() => {
      const content = decodeJournal(disk.read())
      if (content.state === 'empty') return
      this.#sequence = content.sequence
      const { held, notice, rebased } = restoreHeld(content, clock)
      found = { held, notice }
      // It may be a note, and the slot of the last durable set is written next.
      disk.sync()
      if (rebased && held) this.store(held)
    })
    return found
  }

  /** Stores a set; `durable` says afterwards whether that succeeded. */
  store(held: Held): void {
    const { disk } = this.#parts
    if (!disk) return
    this.#attempt(() => {
      disk.write(this.#slot(held), slotOffset(this.#sequence + 1))
      this.#sequence++
      this.#writtenAtBootMs = this.#triedAtBootMs
      this.durable = true
    })
  }

  /** Notes what is left, when that is due: every 10 s (sooner after a start) while a timed lease runs, and when one has ended. */
  noteProgress(held: Held | null): void {
    const { disk, onError } = this.#parts
    if (!disk || !held || !this.durable || !this.#due(held)) return
    try {
      disk.note(this.#slot(held), slotOffset(this.#sequence + 1))
      this.#writtenAtBootMs = this.#triedAtBootMs
    } catch (error) {
      onError?.(error)
    }
  }

  close(): void {
    this.#parts.disk?.close()
  }

  #due(held: Held): boolean {
    const bootMs = this.#parts.clock.boot()
    const tried = Math.max(this.#triedAtBootMs, this.#startedAtBootMs)
    // A host that is started again and again before ten seconds are over gets on all the same.
    const pause = Math.min(NOTE_EVERY_MS, Math.max(FIRST_NOTE_MS, tried - this.#startedAtBootMs))
    let due = Number.POSITIVE_INFINITY
    for (const { endsAtBootMs } of held.leases) {
      if (endsAtBootMs === null || endsAtBootMs <= this.#writtenAtBootMs) continue
      due = Math.min(due, tried + pause, endsAtBootMs > tried ? endsAtBootMs : due)
    }
    return bootMs >= due
  }

  #slot(held: Held): Buffer {
    const { clock } = this.#parts
    this.#triedAtBootMs = clock.boot()
    const record = {
      ...held,
      bootId: clock.bootId(),
      storedAtBootMs: this.#triedAtBootMs,
      storedAtWallMs: clock.wall(),
    }
    return encodeSlot(record, this.#sequence + 1)
  }

  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.durable = false
      this.#parts.onError?.(error)
    }
  }
}
