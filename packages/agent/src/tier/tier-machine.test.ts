import type { SignedLeaseSet } from '@stormdeck/protocol'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { MemoryJournal } from '../testing/memory-journal.ts'
import { leaseOf, setOf, testIssuer } from '../testing/test-issuer.ts'
import { JOURNAL_BYTES } from './journal.ts'
import { TierMachine } from './tier-machine.ts'
import { trustedKeys } from './verify-set.ts'

const issuer = testIssuer()
const keys = trustedKeys([issuer.trust])
let bootMs: number
let wallMs: number
let bootId: string
let disk: MemoryJournal

const clock = { boot: () => bootMs, wall: () => wallMs, bootId: () => bootId }

function start(enforces: (1 | 2 | 3 | 4 | 5)[] = [1, 2, 3, 4, 5]): TierMachine {
  return new TierMachine({ node: { id: 'ws-1', group: 'eu', enforces }, keys, clock, disk })
}

function pass(machine: TierMachine, ms: number): void {
  for (let left = ms; left > 0; left -= 50) {
    bootMs += Math.min(left, 50)
    wallMs += Math.min(left, 50)
    machine.tick()
  }
}

const put = (machine: TierMachine, ...args: Parameters<typeof setOf>) =>
  machine.put(issuer.sign(setOf(...args)))

beforeEach(() => {
  bootMs = 1_000_000
  wallMs = 1_700_000_000_000
  bootId = 'boot-one'
  disk = new MemoryJournal()
})

test('T1: a signed set applies at once and is stored before it is answered', () => {
  const machine = start()
  expect(put(machine, [leaseOf()])).toEqual({
    status: 200,
    body: { epoch: 1, revision: 1, ordered: 2, effective: 2, durable: true },
  })
  expect(start().ordered).toBe(2)
})

test('T2: forged, foreign, older and misaddressed sets change nothing and say what is held', () => {
  const machine = start()
  put(machine, [leaseOf()], { revision: 5 })
  const stranger = testIssuer()
  const cases: [unknown, number, string][] = [
    [stranger.sign(setOf([leaseOf({ tier: 5 })], { revision: 6 })), 401, 'bad-signature'],
    [testIssuer('key-2').sign(setOf([], { revision: 6 })), 401, 'unknown-key'],
    [issuer.sign(setOf([], { revision: 6, audience: 'ws-2' })), 401, 'other-audience'],
    [issuer.sign(setOf([], { revision: 4 })), 409, 'older-revision'],
    [issuer.sign(setOf([], { revision: 6, issuer: 'issuer-two' })), 409, 'other-issuer'],
    [issuer.sign(setOf([], { revision: 6, issuer: 'issuer-two', takeover: true })), 409, 'older-revision'],
    [{ format: 'stormdeck.signed.v1' }, 422, 'not-a-lease-set'],
    [
      issuer.sign(setOf([leaseOf({ scope: { kind: 'group', name: 'us' } })], { revision: 6 })),
      422,
      'not-a-lease-set',
    ],
    [undefined, 422, 'not-a-lease-set'],
  ]
  for (const [body, status, error] of cases) {
    const answer = machine.put(body)
    expect(answer).toMatchObject({
      status,
      body: { error, held: { issuer: 'issuer-one', epoch: 1, revision: 5, since: 1_700_000_000_000 } },
    })
  }
  expect(machine.status()).toMatchObject({ revision: 5, ordered: 2, effective: 2 })
})

test('T2: a set with any bit flipped is not accepted', () => {
  const machine = start()
  put(machine, [leaseOf()], { revision: 1 })
  const text = Buffer.from(JSON.stringify(issuer.sign(setOf([leaseOf({ tier: 5 })], { revision: 2 }))))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: text.length * 8 - 1 }), bit => {
      const flipped = Buffer.from(text)
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
      let body: SignedLeaseSet | undefined
      try {
        body = JSON.parse(flipped.toString('utf8'))
      } catch {
        return
      }
      expect(machine.put(body).status).not.toBe(200)
      expect(machine.revision).toBe(1)
    }),
    { numRuns: 1_000 },
  )
})

test('T3: of a tier that the adapter cannot enforce the nearest it can is enforced, and that is said', () => {
  const machine = start([1, 2])
  expect(machine.status().unenforced).toBeNull()
  expect(put(machine, [leaseOf({ tier: 4, remainingMs: 10_000 })])).toMatchObject({
    status: 200,
    body: { ordered: 4, effective: 2 },
  })
  expect(machine.status()).toMatchObject({ ordered: 4, effective: 2, unenforced: 4, local: null })
  expect(start([1, 2])).toMatchObject({ ordered: 4, effective: 2 })
  pass(machine, 11_000)
  expect(machine.status()).toMatchObject({ ordered: 1, effective: 1, unenforced: null })
})

test('T3: a lease that cannot be enforced takes no other with it, neither an order nor a release', () => {
  const machine = start([1, 2])
  put(machine, [leaseOf({ id: 'a', tier: 2 })], { revision: 1 })
  const beyond = leaseOf({ id: 'b', tier: 3, origin: 'policy' })
  put(machine, [leaseOf({ id: 'a', tier: 2 }), beyond], { revision: 2 })
  expect(machine.status()).toMatchObject({ revision: 2, effective: 2, unenforced: null })
  put(machine, [beyond], { revision: 3 })
  expect(machine.status()).toMatchObject({ ordered: 3, effective: 2, unenforced: 3 })
  put(machine, [], { revision: 4 })
  pass(machine, 6_000)
  expect(machine.status()).toMatchObject({ leases: [], effective: 1 })
})

test('T4: the same revision again is harmless: an end only moves earlier and nothing is added', () => {
  const machine = start()
  put(machine, [leaseOf({ remainingMs: 60_000 })])
  pass(machine, 10_000)
  expect(put(machine, [leaseOf({ remainingMs: 60_000 })]).status).toBe(200)
  expect(machine.status().leases[0]?.remainingMs).toBe(50_000)
  put(machine, [leaseOf({ remainingMs: 20_000 })])
  expect(machine.status().leases[0]?.remainingMs).toBe(20_000)
  expect(put(machine, [leaseOf({ id: 'other' })])).toMatchObject({
    status: 409,
    body: { error: 'older-revision' },
  })
  put(machine, [])
  expect(machine.ordered).toBe(1)
  put(machine, [leaseOf({ remainingMs: 60_000 })])
  expect(machine.ordered).toBe(1)
})

test('T5: a lease ends by itself within a second of its time', () => {
  const machine = start()
  put(machine, [leaseOf({ remainingMs: 60_000 })])
  pass(machine, 59_900)
  expect(machine.effective).toBe(2)
  pass(machine, 200)
  expect(machine.effective).toBe(1)
})

test('T6: the way back goes one tier at a time, paced, and says so', () => {
  const machine = start()
  put(machine, [leaseOf({ tier: 5, remainingMs: 10_000 })])
  const seen: number[] = []
  for (let second = 0; second < 30; second++) {
    pass(machine, 1_000)
    seen.push(machine.effective)
    if (second === 12)
      expect(machine.status().local).toMatchObject({ reason: 'climbing', longestMs: expect.any(Number) })
  }
  const steps = seen.filter((tier, index) => tier !== seen[index - 1])
  expect(steps).toEqual([5, 4, 3, 2, 1])
  expect(seen.indexOf(4)).toBeLessThanOrEqual(10)
})

test('T7: leases survive a restart of the process with the time they had', () => {
  put(start(), [leaseOf({ remainingMs: 60_000 })])
  bootMs += 40_000
  wallMs += 999_000_000
  const again = start()
  expect(again.status().leases[0]?.remainingMs).toBe(20_000)
  pass(again, 20_050)
  expect(again.effective).toBe(1)
})

test('T8: after a reboot a lease gets the shorter of its remainder and the wall clock, and that is said', () => {
  put(start(), [leaseOf({ remainingMs: 60_000 })])
  bootId = 'boot-two'
  bootMs = 10_000
  wallMs += 45_000
  const machine = start()
  expect(machine.status().leases[0]?.remainingMs).toBe(15_000)
  expect(machine.notice).toContain('restarted')
})

test('T8: what was left after a reboot is stored, so that no later start of the process makes it longer', () => {
  put(start(), [leaseOf({ remainingMs: 60_000 })])
  bootId = 'boot-two'
  bootMs = 10_000
  wallMs += 45_000
  start()
  wallMs -= 900_000
  expect(start().status().leases[0]?.remainingMs).toBe(15_000)
  bootId = 'boot-three'
  bootMs = 5_000
  expect(start().status().leases[0]?.remainingMs).toBe(15_000)
  bootMs += 4_000
  expect(start().status().leases[0]?.remainingMs).toBe(11_000)
})

test('T8: where the clock of the boot has gone back the host was rebooted, whatever its boot id says', () => {
  put(start(), [leaseOf({ remainingMs: 60_000 })])
  bootMs = 10_000
  wallMs += 45_000
  const machine = start()
  expect(machine.status().leases[0]?.remainingMs).toBe(15_000)
  expect(machine.notice).toContain('restarted')
})

test('T8: a process that reads the clock a little earlier than the last one is not a reboot, and gains nothing', () => {
  put(start(), [leaseOf({ remainingMs: 60_000 })])
  bootMs -= 15
  wallMs += 900_000
  const machine = start()
  expect(machine.notice).toBeNull()
  expect(machine.status().leases[0]?.remainingMs).toBe(60_000)
})

test('T9: on a full disk an order applies all the same, is said not to be durable, and is stored when it can be', () => {
  const machine = start()
  disk.full = true
  expect(put(machine, [leaseOf()])).toMatchObject({ status: 200, body: { effective: 2, durable: false } })
  expect(machine.status().durable).toBe(false)
  disk.full = false
  expect(put(machine, [leaseOf()])).toMatchObject({ status: 200, body: { durable: true } })
  expect(start().ordered).toBe(2)
})

test('T11: of a damaged journal only the floor is kept', () => {
  const machine = start()
  put(machine, [leaseOf()], { revision: 7 })
  disk.bytes = disk.bytes.subarray(0, 100_000)
  const again = start()
  expect(again.ordered).toBe(1)
  expect(again.notice).toContain('journal')
  expect(put(again, [leaseOf({ tier: 5 })], { revision: 6 }).status).toBe(409)
  disk.bytes = Buffer.alloc(JOURNAL_BYTES)
  expect(put(again, [leaseOf()], { revision: 7 }).status).toBe(200)
})

test('T12: another issuer needs a takeover with a higher epoch, and an old takeover cannot be replayed', () => {
  const machine = start()
  put(machine, [leaseOf({ tier: 2 })], { epoch: 1, revision: 9 })
  const takeover = issuer.sign(
    setOf([leaseOf({ tier: 4 })], { issuer: 'issuer-two', epoch: 2, revision: 1, takeover: true }),
  )
  expect(machine.put(takeover).status).toBe(200)
  expect(machine.status()).toMatchObject({ issuer: 'issuer-two', effective: 4 })
  expect(put(machine, [], { epoch: 3, revision: 1, takeover: true }).status).toBe(200)
  expect(machine.put(takeover)).toMatchObject({
    status: 409,
    body: { held: { issuer: 'issuer-one', epoch: 3 } },
  })
})

test('T13: people come before policy, and among people the most degraded holds', () => {
  const machine = start()
  put(machine, [
    leaseOf({ id: 'a', tier: 5, origin: 'policy' }),
    leaseOf({ id: 'b', tier: 2, remainingMs: 30_000 }),
    leaseOf({ id: 'c', tier: 3, remainingMs: 10_000 }),
  ])
  expect(machine.ordered).toBe(3)
  pass(machine, 11_000)
  expect(machine.ordered).toBe(2)
  pass(machine, 20_000)
  expect(machine.ordered).toBe(5)
})

test('T14: local protection degrades to 2 at most and never lowers a lease', () => {
  const machine = start()
  machine.protect('soft-limit')
  expect(machine.status()).toMatchObject({ ordered: 1, effective: 2, local: { reason: 'soft-limit' } })
  put(machine, [leaseOf({ tier: 3 })])
  expect(machine.status()).toMatchObject({ ordered: 3, effective: 3, local: null })
  machine.protect(null)
  expect(machine.effective).toBe(3)
})
