import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeJournal,
  encodeSlot,
  JOURNAL_BYTES,
  type JournalRecord,
  SLOT_BYTES,
  slotOffset,
} from './journal.ts'

function record(revision: number): JournalRecord {
  return {
    issuer: 'issuer-one',
    epoch: 1,
    revision,
    since: 1_000,
    auditHead: null,
    bootId: 'boot',
    storedAtBootMs: 5_000,
    storedAtWallMs: 1_700_000_000_000,
    leases: [
      {
        endsAtBootMs: 65_000.5,
        lease: {
          id: `lease-${revision}`,
          tier: 2,
          scope: { kind: 'fleet', name: null },
          origin: 'person',
          by: 'ana',
          reason: 'storm',
          startedAt: 1_700_000_000_000,
          remainingMs: 60_000,
          drainPerSecond: null,
        },
      },
    ],
  }
}

/** A journal after the sets 1 to `revisions` have been stored. */
function journalOf(revisions: number): Buffer {
  const file = Buffer.alloc(JOURNAL_BYTES)
  for (let n = 1; n <= revisions; n++) encodeSlot(record(n), n).copy(file, slotOffset(n))
  return file
}

/** What is held, `damaged`, or `empty`: the last is only said of a file that nothing was ever stored in. */
const revisionHeld = (bytes: Uint8Array) => {
  const content = decodeJournal(bytes)
  return content.state === 'held' ? content.record.revision : content.state
}

test('T10: the newest stored set is read back', () => {
  expect(decodeJournal(Buffer.alloc(JOURNAL_BYTES))).toEqual({ state: 'empty' })
  for (const n of [1, 2, 3, 8])
    expect(decodeJournal(journalOf(n))).toEqual({ state: 'held', record: record(n), sequence: n })
})

test('T10: cut off at any byte it recovers the newest set or refuses, and never goes back to an older one', () => {
  const around = (start: number) => Array.from({ length: 700 }, (_, n) => start + n)
  const between = Array.from({ length: Math.floor(JOURNAL_BYTES / 97) }, (_, n) => n * 97)
  for (const revisions of [1, 2, 3]) {
    const file = journalOf(revisions)
    for (const length of [...around(0), ...around(SLOT_BYTES), ...between, JOURNAL_BYTES - 1]) {
      expect(['damaged', revisions]).toContain(revisionHeld(file.subarray(0, length)))
    }
    expect(revisionHeld(file)).toBe(revisions)
  }
})

test('T11: a cut journal is damaged even where nothing can be read of it, and its floor is kept where it can', () => {
  for (const length of [0, 1, 100, SLOT_BYTES, JOURNAL_BYTES - 1])
    expect(decodeJournal(Buffer.alloc(length))).toMatchObject({ state: 'damaged', floor: null })
  expect(decodeJournal(journalOf(1).subarray(0, SLOT_BYTES))).toMatchObject({
    state: 'damaged',
    floor: { revision: 1 },
  })
})

test('T10: a write cut off at any byte leaves the set before it', () => {
  const before = journalOf(3)
  const slot = encodeSlot(record(4), 4)
  for (let written = 0; written < slot.length; written++) {
    const file = Buffer.from(before)
    slot.copy(file, slotOffset(4), 0, written)
    // The last bytes of old and new are the same; with those missing the write is complete all the same.
    const complete = file.subarray(slotOffset(4), slotOffset(4) + slot.length).equals(slot)
    expect(revisionHeld(file)).toBe(complete ? 4 : 3)
  }
})

test('T10: a flipped bit is never read as a set that was not stored', () => {
  const file = journalOf(2)
  const known = [record(1), record(2)]
  fc.assert(
    fc.property(fc.integer({ min: 0, max: JOURNAL_BYTES * 8 - 1 }), bit => {
      const flipped = Buffer.from(file)
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
      const content = decodeJournal(flipped)
      if (content.state === 'held') expect(known).toContainEqual(content.record)
    }),
    { numRuns: 1_000 },
  )
})
