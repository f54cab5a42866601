import { type Frame, frameShape, MIN_WINDOW_MS, parse, TIERS } from '@stormdeck/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFrame, readText } from './frame.ts'

const settings = fc.record({
  pingIntervalMs: fc.nat(),
  broadcast: fc.boolean(),
  maxMessageBytes: fc.nat(),
  maxMessagesPerSecond: fc.nat(),
})
const plain = (maxLength: number, minLength = 0) =>
  fc.string({ unit: 'grapheme-ascii', maxLength, minLength })
const hello = fc.record(
  {
    tier: fc.constantFrom(...TIERS),
    settings,
    windowMs: fc.nat(3_600_000),
    ticket: fc.option(plain(512)),
    ticketOpensInMs: fc.option(fc.nat(3_600_000)),
    ticketSpanMs: fc.option(fc.nat(3_600_000)),
    fallback: fc.option(
      fc.record({ events: plain(64), poll: plain(64), snapshot: plain(64), hint: plain(64) }),
    ),
    pollIntervalMs: fc.integer({ min: 1_000, max: 600_000 }),
    cursor: fc.option(plain(128)),
    userText: fc.option(plain(280)),
  },
  { requiredKeys: ['tier', 'settings', 'windowMs', 'pollIntervalMs'] },
)
const delivery = fc.record({
  cursor: plain(64, 1),
  reset: fc.boolean(),
  messages: fc.array(fc.record({ topic: plain(32, 1), data: fc.jsonValue() }), { maxLength: 5 }),
})
const frame = fc.oneof(
  hello,
  delivery,
  fc.record({ error: fc.record({ code: fc.constantFrom('too-large', 'too-many'), text: plain(80) }) }),
  fc.record({ beat: fc.integer({ min: 1_000, max: 3_600_000 }) }),
)

/** What the client changes on purpose. */
function floored(read: Frame): Frame {
  if (!('hello' in read)) return read
  return { hello: { ...read.hello, windowMs: Math.max(read.hello.windowMs, MIN_WINDOW_MS) } }
}

test('C40 reads every frame as the full parser of the protocol does', () => {
  fc.assert(
    fc.property(frame, body => {
      const full = parse(frameShape, { stormdeck: body })
      expect(full.ok).toBe(true)
      if (full.ok) expect(readFrame({ stormdeck: body })).toEqual(floored(full.value))
    }),
  )
})

test('C44 whatever arrives, nothing throws and no told time exceeds an hour', () => {
  fc.assert(
    fc.property(fc.anything(), body => {
      const read = readFrame({ stormdeck: body })
      if (read && 'hello' in read) expect(read.hello.windowMs).toBeLessThanOrEqual(3_600_000)
      expect(() => readFrame(body)).not.toThrow()
      expect(() => readText(body)).not.toThrow()
    }),
  )
  const told = readFrame({
    stormdeck: { tier: 1, windowMs: 1e300, pollIntervalMs: Number.NaN, ticketSpanMs: 'soon' },
  })
  expect(told).toMatchObject({ hello: { windowMs: 3_600_000, pollIntervalMs: 5_000, ticketSpanMs: null } })
  expect(readFrame({ stormdeck: { beat: 1e12 } })).toEqual({ beat: 3_600_000 })
  expect(readFrame({ stormdeck: { beat: 999 } })).toBeNull()
})

test('C40 a text that does not begin as ours is the application’s; one that cannot be read is nobody’s', () => {
  expect(readText('{"stormdeck":{"beat":30000}}')).toEqual({ beat: 30_000 })
  expect(readText('{"stormdeck":')).toBeNull()
  expect(readText('{"stormdeck":{"tier":9,"windowMs":1}}')).toBeNull()
  expect(readText('{"a":{"stormdeck":1}}')).toBeUndefined()
  expect(readText(new ArrayBuffer(3))).toBeUndefined()
})
