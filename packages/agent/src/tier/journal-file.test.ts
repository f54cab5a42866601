import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { decodeJournal, encodeSlot, JOURNAL_BYTES, slotOffset } from './journal.ts'
import { openJournal } from './journal-file.ts'

const BLOCK_BYTES = 512
const folder = mkdtempSync(join(tmpdir(), 'stormdeck-journal-'))
const path = join(folder, 'leases.journal')
const record = {
  issuer: 'issuer-one',
  epoch: 1,
  revision: 3,
  since: 1,
  auditHead: null,
  bootId: 'boot',
  storedAtBootMs: 5,
  storedAtWallMs: 1,
  leases: [],
}

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('T15: a new journal has its room on disk before the first set, and says that it is empty', () => {
  const journal = openJournal(folder)
  expect(statSync(path)).toMatchObject({ size: JOURNAL_BYTES })
  expect(statSync(path).blocks * BLOCK_BYTES).toBeGreaterThanOrEqual(JOURNAL_BYTES)
  expect(decodeJournal(journal.read())).toEqual({ state: 'empty' })
  journal.write(encodeSlot(record, 1), slotOffset(1))
  expect(decodeJournal(openJournal(folder).read())).toEqual({ state: 'held', record, sequence: 1 })
})

test('T15: a journal that was cut is damaged, and whole again with the next set', () => {
  openJournal(folder).close()
  truncateSync(path, 1_000)
  const journal = openJournal(folder)
  expect(decodeJournal(journal.read())).toMatchObject({ state: 'damaged' })
  journal.write(encodeSlot(record, 1), slotOffset(1))
  expect(decodeJournal(journal.read())).toMatchObject({ state: 'held', sequence: 1 })
  expect(statSync(path).blocks * BLOCK_BYTES).toBeGreaterThanOrEqual(JOURNAL_BYTES)
})

test('T16: what was noted survives the process, beside the set that was stored', () => {
  const journal = openJournal(folder)
  journal.write(encodeSlot(record, 1), slotOffset(1))
  journal.note(encodeSlot({ ...record, storedAtBootMs: 9 }, 2), slotOffset(2))
  const again = openJournal(folder)
  again.sync()
  expect(decodeJournal(again.read())).toMatchObject({
    record: { revision: 3, storedAtBootMs: 9 },
    sequence: 2,
  })
  journal.close()
  expect(() => journal.sync()).toThrow('EBADF')
})
