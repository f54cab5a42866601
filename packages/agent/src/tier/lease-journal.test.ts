import { beforeEach, expect, test } from 'vitest'
import { MemoryJournal } from '../testing/memory-journal.ts'
import { leaseOf, setOf, testIssuer } from '../testing/test-issuer.ts'
import { decodeJournal, SLOT_BYTES } from './journal.ts'
import { NOTE_EVERY_MS } from './lease-journal.ts'
import { TierMachine } from './tier-machine.ts'
import { trustedKeys } from './verify-set.ts'

const issuer = testIssuer()
const keys = trustedKeys([issuer.trust])
let bootMs: number
let wallMs: number
let bootId: string
let disk: MemoryJournal
let errors: unknown[]

const clock = { boot: () => bootMs, wall: () => wallMs, bootId: () => bootId }
const node = { id: 'ws-1', group: 'eu', enforces: [1, 2, 3, 4, 5] as const }

const start = () => new TierMachine({ node, keys, clock, disk, onError: error => errors.push(error) })

function pass(machine: TierMachine, ms: number): void {
  for (let left = ms; left > 0; left -= 250) {
    bootMs += Math.min(left, 250)
    wallMs += Math.min(left, 250)
    machine.tick()
  }
}

/** The host is started again, and its wall clock says a day ago. */
function rebootInThePast(): void {
  bootId += 'again'
  bootMs = 10_000
  wallMs -= 86_400_000
}

const put = (machine: TierMachine, ...args: Parameters<typeof setOf>) =>
  machine.put(issuer.sign(setOf(...args)))

const leftMs = (machine: TierMachine) => machine.status().leases.map(({ remainingMs }) => remainingMs)

beforeEach(() => {
  bootMs = 1_000_000
  wallMs = 1_700_000_000_000
  bootId = 'boot'
  disk = new MemoryJournal()
  errors = []
})

test('T16: a reboot with the wall clock set back gives a lease no more than what was left when that was noted', () => {
  const machine = start()
  put(machine, [leaseOf({ remainingMs: 900_000 })])
  pass(machine, 800_000)
  rebootInThePast()
  const again = start()
  expect(leftMs(again)[0]).toBeLessThanOrEqual(100_000 + NOTE_EVERY_MS)
  expect(leftMs(again)[0]).toBeGreaterThanOrEqual(100_000)
  expect(again.notice).toContain('restarted')
})

test('T16: a host that is rebooted again and again makes no lease last for ever', () => {
  put(start(), [leaseOf({ remainingMs: 60_000 })])
  let reboots = 0
  for (; reboots < 20 && start().ordered === 2; reboots++) {
    pass(start(), NOTE_EVERY_MS + 500)
    rebootInThePast()
  }
  // Of each 10.5 s the first 8 are noted.
  expect(reboots).toBeLessThanOrEqual(8)
})

test('T16: one that never runs for 10 s makes none last for ever either', () => {
  put(start(), [leaseOf({ remainingMs: 60_000 })])
  let reboots = 0
  for (; reboots < 100 && start().ordered === 2; reboots++) {
    pass(start(), 5_000)
    rebootInThePast()
  }
  // Of each 5 s the first 4 are noted.
  expect(reboots).toBeLessThanOrEqual(15)
})

test('T16: what ended is noted at once, and no reboot brings it back', () => {
  const machine = start()
  put(machine, [leaseOf({ remainingMs: NOTE_EVERY_MS + 3_000 })])
  pass(machine, NOTE_EVERY_MS + 3_250)
  rebootInThePast()
  expect(start().ordered).toBe(1)
})

test('T16: one note in 10 s and one for each end, none without a timed lease', () => {
  const machine = start()
  put(machine, [leaseOf({ remainingMs: null })])
  pass(machine, 60_000)
  expect(disk.noted).toHaveLength(0)
  put(machine, [leaseOf({ id: 'a', remainingMs: 60_500 }), leaseOf({ id: 'b', remainingMs: 25_000 })], {
    revision: 2,
  })
  pass(machine, 600_000)
  // At 10, 20, 25 (b ends), 35, 45, 55 and 60.5 s (a ends).
  expect(disk.noted).toHaveLength(7)
})

test('T16: a note never touches the last set that is durable, so that a power cut falls back to that', () => {
  const machine = start()
  put(machine, [leaseOf({ remainingMs: 900_000 })], { revision: 4 })
  pass(machine, 100_000)
  expect(new Set(disk.noted)).toEqual(new Set([SLOT_BYTES]))
  disk.cutPower()
  expect(decodeJournal(disk.read())).toMatchObject({ state: 'held', record: { revision: 4 }, sequence: 1 })
  rebootInThePast()
  expect(leftMs(start())).toEqual([900_000])
})

test('T16: a set that comes after a note takes the place of the note, and a note that was torn costs nothing', () => {
  const machine = start()
  put(machine, [leaseOf()], { revision: 4 })
  pass(machine, 30_000)
  disk.bytes.fill(0, SLOT_BYTES + 100, SLOT_BYTES + 200)
  expect(start().revision).toBe(4)
  pass(machine, 10_000)
  put(machine, [leaseOf()], { revision: 5 })
  disk.cutPower()
  expect(start().revision).toBe(5)
  expect(start().revision).toBe(5)
})

test('T16: after a restart of the process a note is made durable before another slot is written', () => {
  const machine = start()
  put(machine, [leaseOf()], { revision: 4 })
  pass(machine, 30_000)
  start()
  disk.cutPower()
  expect(leftMs(start())).toEqual([30_000])
  expect(decodeJournal(disk.read())).toMatchObject({ sequence: 2 })
})

test('T16: a note that fails is reported and tried again 10 s later; the set it is of stays durable', () => {
  const machine = start()
  pass(machine, 60_000)
  put(machine, [leaseOf({ remainingMs: 900_000 })])
  disk.full = true
  pass(machine, 25_000)
  expect(errors).toHaveLength(2)
  expect(machine.status().durable).toBe(true)
  disk.full = false
  pass(machine, 10_000)
  rebootInThePast()
  expect(leftMs(start())[0]).toBeLessThanOrEqual(900_000 - 25_000)
})

test('T16: what could not be stored is not noted either', () => {
  const machine = start()
  disk.full = true
  put(machine, [leaseOf({ remainingMs: 900_000 })])
  disk.full = false
  pass(machine, 60_000)
  expect(machine.status().durable).toBe(false)
  expect(disk.noted).toHaveLength(0)
})
