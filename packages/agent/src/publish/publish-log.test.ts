import { expect, test } from 'vitest'
import { PublishLog } from './publish-log.ts'

const MIB = 1024 * 1024

test('P6: the ring keeps the newest 1,024 messages', () => {
  const log = new PublishLog()
  for (let n = 1; n <= 1_100; n++) log.append('news', n, false)
  expect(log.all()).toHaveLength(1_024)
  expect(log.after(75)).toBeNull()
  expect(log.after(76)?.[0]?.payload).toBe(77)
})

test.each([
  ['letters', 'x'.repeat(MIB), 7],
  ['text of three bytes a character', '語'.repeat(MIB), 2],
  ['binary, sent as base64', Buffer.alloc(MIB), 5],
])('P6: the ring keeps at most 8 MiB as they are sent: %s', (_what, payload, kept) => {
  const log = new PublishLog()
  for (let n = 0; n < 12; n++) log.append('news', payload, false)
  expect(log.all()).toHaveLength(kept)
  expect(log.after(12 - kept)).toHaveLength(kept)
  expect(log.after(11 - kept)).toBeNull()
})

test('P6: a message that is larger than the ring is kept alone', () => {
  const log = new PublishLog()
  log.append('news', 'small', false)
  log.append('news', 'x'.repeat(9 * MIB), false)
  expect(log.all()).toHaveLength(1)
})
