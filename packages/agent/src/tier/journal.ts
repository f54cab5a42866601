import { createHash } from 'node:crypto'
import {
  array,
  type Infer,
  integer,
  leaseShape,
  MAX_LEASES,
  nullable,
  number,
  object,
  parse,
  text,
} from '@stormdeck/protocol'

/**
 * The lease journal: a file of two slots of fixed size that are written in turn, so that a write cut short
 * damages only the slot it was for, and so that it needs neither a new descriptor nor more room, ever. Each slot is
 *
 *     "SDL1" · sequence u32 · length u32 · SHA-256 of all that follows and the two numbers · JSON
 */
export const SLOT_BYTES = 64 * 1024
export const JOURNAL_BYTES = 2 * SLOT_BYTES

const MAGIC = Buffer.from('SDL1')
const HEADER_BYTES = 44

export const journalRecordShape = object({
  issuer: text(64),
  epoch: integer(1),
  revision: integer(1),
  since: integer(),
  auditHead: nullable(text(64)),
  /** Boot of the host that `endsAtBootMs` counts from; `null`: could not be read. */
  bootId: nullable(text(64)),
  storedAtBootMs: number(0),
  storedAtWallMs: number(0),
  leases: array(object({ lease: leaseShape, endsAtBootMs: nullable(number(-1e15, 1e15)) }), MAX_LEASES),
})
export type JournalRecord = Infer<typeof journalRecordShape>

export type JournalContent =
  | { state: 'empty' }
  | { state: 'held'; record: JournalRecord; sequence: number }
  /** Something is missing that may have been newer. `floor` is the newest set that can still be read. */
  | { state: 'damaged'; floor: JournalRecord | null; sequence: number }

/** The bytes of one slot. */
export function encodeSlot(record: JournalRecord, sequence: number): Buffer {
  const body = Buffer.from(JSON.stringify(record), 'utf8')
  if (body.length > SLOT_BYTES - HEADER_BYTES)
    throw new RangeError('the lease set is too large for the journal')
  const slot = Buffer.alloc(HEADER_BYTES + body.length)
  MAGIC.copy(slot, 0)
  slot.writeUInt32BE(sequence, 4)
  slot.writeUInt32BE(body.length, 8)
  body.copy(slot, HEADER_BYTES)
  digest(slot.subarray(4, 12), body).copy(slot, 12)
  return slot
}

/** Where the slot of a sequence number is in the file: the first set is in the first slot. */
export const slotOffset = (sequence: number) => ((sequence + 1) % 2) * SLOT_BYTES

/**
 * Reads the file. Recovers the newest set, or refuses: a file that was cut may have lost the newest, and an older
 * one must never be obeyed after it. Empty is only a whole file of zeros. Never throws, never invents.
 */
export function decodeJournal(bytes: Uint8Array): JournalContent {
  const slots = [0, 1].map(index => decodeSlot(bytes.subarray(index * SLOT_BYTES, (index + 1) * SLOT_BYTES)))
  const [newest, older] = slots.filter(slot => slot !== null).sort((a, b) => b.sequence - a.sequence)
  const complete =
    bytes.length >= JOURNAL_BYTES || (newest && older && newest.sequence === older.sequence + 1)
  if (!newest) {
    if (bytes.length >= JOURNAL_BYTES && bytes.every(byte => byte === 0)) return { state: 'empty' }
    return { state: 'damaged', floor: null, sequence: 0 }
  }
  if (!complete) return { state: 'damaged', floor: newest.record, sequence: newest.sequence }
  return { state: 'held', record: newest.record, sequence: newest.sequence }
}

function decodeSlot(bytes: Uint8Array): { record: JournalRecord; sequence: number } | null {
  const slot = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (slot.length < HEADER_BYTES || !slot.subarray(0, 4).equals(MAGIC)) return null
  const length = slot.readUInt32BE(8)
  if (length > slot.length - HEADER_BYTES) return null
  const body = slot.subarray(HEADER_BYTES, HEADER_BYTES + length)
  if (!digest(slot.subarray(4, 12), body).equals(slot.subarray(12, HEADER_BYTES))) return null
  try {
    const read = parse(journalRecordShape, JSON.parse(body.toString('utf8')))
    return read.ok ? { record: read.value, sequence: slot.readUInt32BE(4) } : null
  } catch {
    return null
  }
}

const digest = (numbers: Uint8Array, body: Uint8Array) =>
  createHash('sha256').update(numbers).update(body).digest()
