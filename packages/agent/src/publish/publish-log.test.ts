import { expect, test } from 'vitest'
import { messageOf } from './message.ts'
import { PublishLog, restored } from './publish-log.ts'

const MIB = 1024 * 1024

test('P6: the ring keeps the newest 1,024 messages', () => {
  const log = new PublishLog()
  for (let n = 1; n <= 1_100; n++) log.append(messageOf('news', n), false)
  expect(log.all()).toHaveLength(1_024)
  expect(log.after(75)).toBeNull()
  expect(log.after(76)?.[0]?.json).toBe('77')
})

test.each([
  ['letters', 'x'.repeat(MIB), 7],
  ['text of three bytes a character', '語'.repeat(MIB), 2],
  ['binary, sent as base64', Buffer.alloc(MIB), 5],
])('P6: the ring keeps at most 8 MiB as they are sent: %s', (_what, payload, kept) => {
  const log = new PublishLog()
  for (let n = 0; n < 12; n++) log.append(messageOf('news', payload), false)
  expect(log.all()).toHaveLength(kept)
  expect(log.after(12 - kept)).toHaveLength(kept)
  expect(log.after(11 - kept)).toBeNull()
})

test('P6: a message that is larger than the ring is kept alone', () => {
  const log = new PublishLog()
  log.append(messageOf('news', 'small'), false)
  log.append(messageOf('news', 'x'.repeat(9 * MIB)), false)
  expect(log.all()).toHaveLength(1)
})

test('P6: a payload that is kept beside its message counts', () => {
  const log = new PublishLog()
  for (let n = 0; n < 12; n++) log.keep(log.append(messageOf('news', n), false), n, 3 * MIB)
  expect(log.all()).toHaveLength(2)
})

test.each([
  ['text', 'wörter "und" {'],
  ['JSON', { a: [1, 'zwei', null] }],
  ['binary', Buffer.from([0, 255, 128, 10])],
])('T20: a message that waited is what it was when it was published: %s', (_what, payload) => {
  const message = messageOf('news', payload)
  expect(restored(new PublishLog().append(message, false))).toEqual(message)
})

test('T20: what its owner does to a Buffer afterwards changes no message', () => {
  const owned = Buffer.from('before')
  const message = messageOf('news', owned)
  const entry = new PublishLog().append(message, false)
  owned.write('after!')
  expect([String(message.plain), String(restored(entry).plain)]).toEqual(['before', 'before'])
})
