import { expect, test } from 'vitest'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import { Session, type Transport } from '../session/session.ts'
import { AdmissionQueue } from './admission-queue.ts'
import { Capacity } from './capacity.ts'
import { drainBudget, nextToDrain } from './drain.ts'
import { Tickets } from './tickets.ts'

test('Q1: capacity is what an arrival costs into what the loop has left, and unknown before a busy second', () => {
  const capacity = new Capacity()
  for (let second = 0; second < 30; second++) capacity.sample(0, 0.2)
  expect(capacity.perSecond).toBeNull()
  for (let second = 0; second < 30; second++) capacity.sample(100, 0.3)
  // 0.1 s for 100 arrivals is 1 ms each; 80 % of the 80 % that is left is 640 of them.
  expect(capacity.perSecond).toBeGreaterThan(600)
  expect(capacity.perSecond).toBeLessThan(680)
})

/**
 * A node that arrivals are let into at the rate that was measured, as `enforce` does. An arrival costs `costRatio` of a
 * second, everything else of the loop `other`; noise is that of a real loop.
 */
class Node {
  readonly capacity = new Capacity()
  readonly costRatio: number
  waiting = 0
  busyRatio = 0
  #noise = 1

  constructor(costRatio: number) {
    this.costRatio = costRatio
  }

  run(seconds: number, arrivals: number, other: number): void {
    for (let second = 0; second < seconds; second++) {
      this.waiting += arrivals
      const accepts = Math.min(this.waiting, this.capacity.perSecond ?? this.waiting)
      this.waiting -= accepts
      this.#noise = (this.#noise * 16_807) % 2_147_483_647
      const jitter = (this.#noise / 2_147_483_647 - 0.5) * 0.04
      this.busyRatio = Math.min(1, Math.max(0, other + accepts * this.costRatio + jitter))
      this.capacity.sample(accepts, this.busyRatio, this.waiting > 0)
      this.waiting = Math.min(this.waiting, 5 * (this.capacity.perSecond ?? this.waiting))
    }
  }
}

test.each([0.0005, 0.002, 0.01])(
  'Q1: sending to everybody during a storm is not charged to arrivals for good (%f s each)',
  costRatio => {
    const node = new Node(costRatio)
    const possible = (other: number) => (1 - other) / costRatio
    node.run(30, 2, 0.05)
    node.run(60, possible(0) * 2, 0.6)
    expect(node.capacity.perSecond).toBeLessThan(possible(0.6) * 1.1)
    expect(node.capacity.perSecond).toBeGreaterThan(possible(0.6) * 0.4)
    node.run(60, possible(0) * 2, 0.05)
    expect(node.capacity.perSecond).toBeLessThan(possible(0.05) * 1.1)
    expect(node.capacity.perSecond).toBeGreaterThan(possible(0.05) * 0.6)
  },
)

test('Q1: a measurement that was far too low is not the end: more is tried while the loop has room', () => {
  const node = new Node(0.002)
  // A cold start: twenty arrivals seem to fill the loop.
  for (let second = 0; second < 3; second++) node.capacity.sample(0, 0)
  for (let second = 0; second < 3; second++) node.capacity.sample(20, 1)
  expect(node.capacity.perSecond).toBeLessThan(20)
  node.run(60, 1_000, 0.05)
  expect(node.capacity.perSecond).toBeGreaterThan(300)
  expect(node.busyRatio).toBeLessThan(1)
})

test('Q1: a full loop is never said to accept much less than it just did', () => {
  const capacity = new Capacity()
  for (const accepts of [20, 60, 100, 140]) capacity.sample(accepts, accepts * 0.007)
  expect(capacity.perSecond).toBeLessThan(140)
  // Everybody comes back at once, limits only observed: the loop is full, and lets in 300 a second all the same.
  for (let second = 0; second < 10; second++) capacity.sample(300, 1)
  expect(capacity.perSecond).toBeGreaterThanOrEqual(240)
})

test('Q1: without arrivals a measurement stays, and follows what else the loop does', () => {
  const node = new Node(0.002)
  node.run(20, 2, 0.05)
  node.run(10, 100, 0.05)
  const calm = node.capacity.perSecond ?? 0
  node.run(120, 0, 0.55)
  expect(node.capacity.perSecond).toBeLessThan(calm * 0.6)
  expect(node.capacity.perSecond).toBeGreaterThan(calm * 0.35)
})

test('Q2: the queue lets in what was measured, in order, and never holds more than five seconds of it', () => {
  const queue = new AdmissionQueue()
  const admitted: number[] = []
  let refused = 0
  for (let n = 0; n < 1_000; n++) {
    if (
      !queue.enter(
        100,
        10_000,
        () => admitted.push(n),
        () => false,
      )
    )
      refused++
  }
  expect([admitted.length, queue.length, refused]).toEqual([10, 500, 490])
  for (let ms = 0; ms <= 5_000; ms += 50) queue.tick(100, 10_000 + ms)
  expect(admitted).toEqual(Array.from({ length: 510 }, (_, n) => n))
})

test('Q2: who has left the queue takes nobody’s place', () => {
  const queue = new AdmissionQueue()
  const admitted: number[] = []
  for (let n = 0; n < 30; n++)
    queue.enter(
      10,
      1_000,
      () => admitted.push(n),
      () => n > 0 && n < 28,
    )
  queue.tick(10, 1_100)
  queue.tick(10, 1_200)
  expect(admitted).toEqual([0, 28, 29])
})

test('Q2: who was let in is not let in again after an error on the way', () => {
  const queue = new AdmissionQueue()
  const admitted: number[] = []
  const broken = (n: number) => () => {
    admitted.push(n)
    if (n === 1) throw new Error('the application')
  }
  for (let n = 0; n < 3; n++) queue.enter(10, 1_000, broken(n), () => false)
  expect(() => queue.tick(10, 1_100)).toThrow('the application')
  for (let ms = 1_150; ms <= 2_000; ms += 50) queue.tick(10, ms)
  expect(admitted).toEqual([0, 1, 2])
})

test('M3: a bucket of 200, refilled by 20 a second, 10 ms apart, and 100 that wait (F24)', () => {
  const queue = new AdmissionQueue({ perSecond: 20, burst: 200, gapMs: 10 })
  const admittedAtMs: number[] = []
  let refused = 0
  let mostWaiting = 0
  let nowMs = 0
  for (; nowMs < 12_000; nowMs += 50) {
    queue.tick(20, nowMs)
    for (let n = 0; n < 20; n++) {
      const entered = queue.enter(
        20,
        nowMs,
        () => admittedAtMs.push(nowMs),
        () => false,
      )
      if (!entered) refused++
    }
    mostWaiting = Math.max(mostWaiting, queue.length)
  }
  const by = (ms: number) => admittedAtMs.filter(at => at < ms).length
  expect(mostWaiting).toBe(100)
  expect(refused).toBeGreaterThan(4_000)
  for (let ms = 50; ms <= 12_000; ms += 50) {
    // The gap allows 100 a second, with what one turn of the ticker makes up for; the bucket 200 and 20 a second.
    expect(by(ms)).toBeLessThanOrEqual(Math.min(ms / 10 + 6, 200 + ms / 50 + 1))
  }
  expect(by(1_000)).toBeGreaterThan(95)
  expect(by(12_000)).toBeGreaterThan(430)
})

test('Q2: without a measurement everybody comes in at once', () => {
  const queue = new AdmissionQueue()
  let admitted = 0
  for (let n = 0; n < 100; n++)
    queue.enter(
      null,
      0,
      () => admitted++,
      () => false,
    )
  expect(admitted).toBe(100)
})

test('Q3: a ticket makes a planned return of its bearer once per node, in its time, in its group', () => {
  let wallMs = 1_700_000_000_000
  const node = (group = 'eu', key = 'secret') => new Tickets(group, key, () => wallMs)
  const { ticket } = node().issue('ana', 5_000, 10_000)
  const here = node()
  expect(here.redeem(ticket, 'ana', null)).toBe(false)
  wallMs += 6_000
  expect(node('us').redeem(ticket, 'ana', null)).toBe(false)
  expect(node('eu', 'other').redeem(ticket, 'ana', null)).toBe(false)
  expect(here.redeem(`${ticket}A`, 'ana', null)).toBe(false)
  expect(here.redeem('x.y', 'ana', null)).toBe(false)
  expect(here.redeem(ticket, 'bob', null)).toBe(false)
  expect(here.redeem(ticket, null, null)).toBe(false)
  expect(here.redeem(ticket, 'ana', null)).toBe(true)
  expect(here.redeem(ticket, 'ana', null)).toBe(false)
  expect(node().redeem(ticket, 'ana', null)).toBe(true)
  wallMs += 10_000
  expect(node().redeem(ticket, 'ana', null)).toBe(false)
})

test('Q3: in one second no more returns are planned than the node can accept, or half of what is a storm', () => {
  let wallMs = 1_700_000_000_000
  const tickets = new Tickets('eu', 'secret', () => wallMs)
  const plannedOf = (count: number, perSecond: number | null) =>
    Array.from({ length: count }, () =>
      tickets.redeem(tickets.issue('s', 0, 10_000).ticket, 's', perSecond),
    ).filter(Boolean).length
  expect(plannedOf(20, 5)).toBe(5)
  wallMs += 1_000
  expect(plannedOf(200, null)).toBe(50)
})

test('Q3: however many were used, none counts twice while it lasts', () => {
  let wallMs = 1_700_000_000_000
  const tickets = new Tickets('eu', 'secret', () => wallMs, 100)
  const redeem = (ticket: string) => tickets.redeem(ticket, 's', 1_000)
  const first = tickets.issue('s', 0, 60_000).ticket
  expect(redeem(first)).toBe(true)
  for (let n = 1; n < 100; n++) expect(redeem(tickets.issue('s', 0, 30_000).ticket)).toBe(true)
  const late = tickets.issue('s', 0, 60_000).ticket
  expect(redeem(late)).toBe(false)
  wallMs += 1_000
  expect(redeem(first)).toBe(false)
  wallMs += 31_000
  expect(redeem(late)).toBe(true)
  expect(redeem(first)).toBe(false)
})

test('Q4: draining stays below what is free and stops while attempts exceed it', () => {
  expect(drainBudget({ perSecond: null, freePerSecond: 100, attemptsLastSecond: 0 })).toBe(0)
  expect(drainBudget({ perSecond: 20, freePerSecond: 100, attemptsLastSecond: 0 })).toBe(20)
  expect(drainBudget({ perSecond: 500, freePerSecond: 100, attemptsLastSecond: 10 })).toBe(80)
  expect(drainBudget({ perSecond: 20, freePerSecond: 100, attemptsLastSecond: 150 })).toBe(0)
  expect(drainBudget({ perSecond: 500, freePerSecond: null, attemptsLastSecond: 0 })).toBe(40)
})

test('T30: who can be told goes first, and only from a transport that is not served', () => {
  const session = (transport: Transport, announced: boolean) => {
    const made = new Session(transport, ABSENT_PEER, 0)
    made.announced = announced
    return made
  }
  const stranger = session('websocket', false)
  const [first, second] = [session('websocket', true), session('websocket', true)]
  const stream = session('events', true)
  const leaving = session('websocket', true)
  leaving.closing = 'drained'
  const all = new Set([stranger, leaving, first, session('poll', true), stream, second])
  expect(nextToDrain(all, 9, transport => transport === 'events')).toEqual([first, second, stranger])
  expect(nextToDrain(all, 2, transport => transport === 'events')).toEqual([first, second])
  expect(nextToDrain(all, 9, transport => transport === 'poll')).toEqual([first, stream, second, stranger])
  expect(nextToDrain(all, 0, () => false)).toEqual([])
})
