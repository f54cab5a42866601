import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import { type Peer, Session } from '../session/session.ts'
import { newTotals } from '../totals.ts'
import type { Message } from './message.ts'
import { Publisher } from './publisher.ts'

const MIB = 1024 * 1024
const ORIGIN = { node: 'ws-1', boot: 'b00t' }

/** What it is sent waits until it reads. */
class Reader implements Peer {
  bufferedAmount = 0
  mostBuffered = 0
  readonly frames: string[] = []
  deliver(frame: string): void {
    this.frames.push(frame)
    this.bufferedAmount += frame.length
    this.mostBuffered = Math.max(this.mostBuffered, this.bufferedAmount)
  }
  read(): void {
    this.bufferedAmount = 0
  }
  publish(): void {}
  ping(): void {}
  close(): void {}
  terminate(): void {}

  get deliveries(): { messages: { data: unknown }[]; cursor: string; reset?: boolean }[] {
    return this.frames.map(frame => JSON.parse(frame).stormdeck)
  }
}

function admit(publisher: Publisher, cursor: string | null = null): { session: Session; reader: Reader } {
  const reader = new Reader()
  const session = new Session('websocket', reader, 0)
  session.announced = true
  publisher.begin(session, cursor)
  return { session, reader }
}

const dataOf = (reader: Reader) =>
  reader.deliveries.flatMap(({ messages }) => messages.map(({ data }) => data))

/** It reads until nothing more comes. */
function readOn(publisher: Publisher, reader: Reader): void {
  while (reader.bufferedAmount > 0) {
    reader.read()
    publisher.flush(() => false)
  }
}

test('P14: a client that reads slowly is caught up from the ring when it has read', () => {
  const publisher = new Publisher(ORIGIN, newTotals(), { messages: 5, bytes: 1_000_000 })
  const { session, reader } = admit(publisher)
  const sessions = new Set([session])
  const publish = (n: number) => publisher.publish(sessions, 't', n, false, false)
  const large = 'x'.repeat(2_000_000)
  publisher.publish(sessions, 't', large, false, false)
  for (let n = 1; n <= 4; n++) publish(n)
  publisher.flush(() => false)
  expect(reader.frames).toHaveLength(1)
  reader.read()
  publisher.flush(() => false)
  publish(5)
  expect(dataOf(reader)).toEqual([large, 1, 2, 3, 4, 5])
  publisher.publish(sessions, 't', large, false, false)
  for (let n = 6; n <= 12; n++) publish(n)
  reader.read()
  publisher.flush(() => false)
  expect(reader.deliveries.at(-1)).toMatchObject({ reset: true })
})

test('P14: one that returns after a failover is given as much of the ring as it reads, and no more', () => {
  const publisher = new Publisher(ORIGIN, newTotals())
  const start = publisher.cursor
  const text = 'x'.repeat(300_000)
  for (let n = 1; n <= 20; n++) publisher.publish(new Set(), 't', `${n} ${text}`, false, false)
  const { session, reader } = admit(publisher, start)
  publisher.flush(() => false)
  const before = reader.frames.length
  expect(reader.mostBuffered).toBeLessThan(2 * MIB)
  // Meanwhile it goes on, and nothing overtakes what waits.
  publisher.publish(new Set([session]), 't', 21, false, false)
  expect(reader.frames).toHaveLength(before)
  readOn(publisher, reader)
  expect(reader.mostBuffered).toBeLessThan(2 * MIB)
  expect(dataOf(reader).map(data => Number.parseInt(`${data}`, 10))).toEqual(
    Array.from({ length: 21 }, (_, n) => n + 1),
  )
  expect(session.live).toBe(true)
})

test('P14: of a client that does not speak the protocol too little is read as well', () => {
  const publisher = new Publisher(ORIGIN, newTotals())
  const got: (string | Buffer)[] = []
  const peer = {
    ...ABSENT_PEER,
    bufferedAmount: 0,
    publish({ plain }: Message) {
      got.push(plain)
      peer.bufferedAmount += plain.length
    },
  }
  const session = new Session('websocket', peer, 0)
  publisher.begin(session, null)
  publisher.hold(session)
  const texts = Array.from({ length: 6 }, (_, n) => `${n} ${'x'.repeat(500_000)}`)
  for (const text of texts) publisher.publish(new Set([session]), 't', text, false, false)
  publisher.flush(() => false)
  expect(got).toHaveLength(3)
  peer.bufferedAmount = 0
  publisher.flush(() => false)
  expect(got).toEqual(texts)
})

test('X4: before the agent goes, everybody is given what waits, however slowly it reads', () => {
  const publisher = new Publisher(ORIGIN, newTotals())
  const { session, reader } = admit(publisher)
  for (let n = 0; n < 5; n++) publisher.publish(new Set([session]), 't', 'x'.repeat(MIB), false, false)
  publisher.flush(() => false)
  expect(dataOf(reader)).toHaveLength(1)
  publisher.flush(() => false, Number.POSITIVE_INFINITY)
  expect(dataOf(reader)).toHaveLength(5)
})

test.each([
  ['from its cursor', undefined],
  ['after a cursor of another run', true],
])(
  'P16: what a client missed comes in frames of about 1 MiB, each with its own cursor: %s',
  (_what, reset) => {
    const publisher = new Publisher(ORIGIN, newTotals())
    const start = publisher.cursor
    const text = 'x'.repeat(300_000)
    for (let n = 1; n <= 20; n++) publisher.publish(new Set(), 't', `${n} ${text}`, false, false)
    const { reader } = admit(publisher, reset ? 'another run' : start)
    readOn(publisher, reader)
    expect(Math.max(...reader.frames.map(frame => frame.length))).toBeLessThan(2 * 1024 * 1024)
    const { deliveries } = reader
    expect(deliveries.length).toBeGreaterThan(3)
    expect(deliveries.map(delivery => delivery.reset)).toEqual(
      deliveries.map((_, i) => (i ? undefined : reset)),
    )
    const numbers = deliveries.flatMap(({ messages }) =>
      messages.map(({ data }) => Number.parseInt(`${data}`, 10)),
    )
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
    // Whoever is cut off after any of them goes on from there.
    const again = admit(publisher, deliveries[1]?.cursor ?? null).reader
    readOn(publisher, again)
    const rest = again.deliveries
    expect(rest[0]?.reset).toBeUndefined()
    expect(rest.map(delivery => delivery.cursor)).toEqual(
      deliveries.slice(2).map(delivery => delivery.cursor),
    )
    expect(deliveries.at(-1)?.cursor).toBe(publisher.cursor)
  },
)

type Step = 'publish' | 'hold' | 'flush' | 'release' | 'read' | 'return'

test('P5: in order, no gap and no double, across any changes of tier, slow reading and returns within the ring', () => {
  const steps = fc.array(
    fc.constantFrom<Step[]>('publish', 'publish', 'publish', 'hold', 'flush', 'release', 'read', 'return'),
    {
      maxLength: 200,
    },
  )
  fc.assert(
    fc.property(steps, script => {
      const publisher = new Publisher(ORIGIN, newTotals(), { bufferedBytes: 300, deliveryBytes: 60 })
      let { session, reader } = admit(publisher)
      let held = false
      let published = 0
      let cursor: string | null = null
      const got: unknown[] = []
      const collect = () => {
        for (const delivery of reader.deliveries) {
          expect(delivery.reset).toBeUndefined()
          got.push(...delivery.messages.map(({ data }) => data))
          cursor = delivery.cursor
        }
        reader.frames.length = 0
      }
      for (const step of script) {
        if (step === 'publish') publisher.publish(new Set([session]), 't', ++published, false, held)
        if (step === 'hold') {
          held = true
          publisher.hold(session)
        }
        if (step === 'release') held = false
        if (step === 'flush') publisher.flush(() => held)
        if (step === 'read') reader.read()
        if (step === 'return' && cursor !== null) {
          collect()
          publisher.end(session)
          ;({ session, reader } = admit(publisher, cursor))
          if (held) publisher.hold(session)
        }
        collect()
      }
      publisher.flush(() => false, Number.POSITIVE_INFINITY)
      collect()
      expect(got).toEqual(Array.from({ length: published }, (_, n) => n + 1))
    }),
  )
})

test('P17: who wants a quiet topic alone returns without a reset after any number of others', () => {
  const publisher = new Publisher(ORIGIN, newTotals(), { messages: 5, bytes: 1_000_000 })
  const { session, reader } = admit(publisher)
  session.topics = new Set(['quiet'])
  const publish = (topic: string, n: number) => publisher.publish(new Set([session]), topic, n, false, false)
  for (let n = 1; n <= 12; n++) publish('loud', n)
  publisher.keepUp(session)
  expect(reader.deliveries).toEqual([{ messages: [], cursor: publisher.cursor }])
  publish('loud', 13)
  publish('quiet', 14)

  const back = admit(publisher, reader.deliveries[0]?.cursor ?? null)
  expect(back.reader.deliveries.some(({ reset }) => reset)).toBe(false)

  // Held back, it is told no more than what it has got.
  publisher.hold(session)
  const held = publisher.cursor
  publish('quiet', 15)
  publisher.keepUp(session)
  expect(reader.deliveries.at(-1)).toEqual({ messages: [], cursor: held })
})

test('P17: droppable messages that a node does not send while it protects itself make no cursor too old', () => {
  const publisher = new Publisher(ORIGIN, newTotals(), { messages: 5 })
  const { session, reader } = admit(publisher)
  publisher.hold(session)
  for (let n = 1; n <= 12; n++) {
    publisher.publish(new Set([session]), 't', n, true, false)
    publisher.flush(() => true)
  }
  expect(reader.frames).toEqual([])
  publisher.keepUp(session)
  publisher.publish(new Set([session]), 't', 'kept', false, false)
  const back = admit(publisher, reader.deliveries.at(-1)?.cursor ?? null)
  expect(back.reader.deliveries).toEqual([
    { messages: [{ topic: 't', data: 'kept' }], cursor: publisher.cursor },
  ])
})
