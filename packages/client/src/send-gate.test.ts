import { FULL_SETTINGS } from '@stormdeck/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sendGate } from './send-gate.ts'

test('C70 no second that a server may count in, wherever it begins, holds more than it allows', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 20, maxLength: 80 })
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 5 }), fc.nat(999), (between, most, phase) => {
      const gate = sendGate()
      const seen = new Map<number, number>()
      let now = 1_000_000
      for (const ms of between) {
        now += ms
        if (gate.check('x', now, { ...FULL_SETTINGS, maxMessagesPerSecond: most }) !== 'sent') continue
        const second = Math.floor((now + phase) / 1_000)
        seen.set(second, (seen.get(second) ?? 0) + 1)
      }
      expect(Math.max(...seen.values())).toBeLessThanOrEqual(most)
    }),
  )
})

test('C70 what was refused does not count, and a second later there is room again', () => {
  const gate = sendGate()
  const settings = { ...FULL_SETTINGS, maxMessagesPerSecond: 2 }
  const at = (now: number) => gate.check('x', now, settings)
  expect([0, 900, 950, 999, 1_000, 1_001].map(at)).toEqual([
    'sent',
    'sent',
    'too-many',
    'too-many',
    'sent',
    'too-many',
  ])
})

test('C22 closed again for a smaller message, it does not send one as large as that', () => {
  const gate = sendGate()
  const send = (bytes: number) => gate.check(new Uint8Array(bytes), 0)
  expect(send(200)).toBe('sent')
  gate.tooLarge()
  expect([200, 100].map(send)).toEqual(['too-large', 'sent'])
  gate.tooLarge()
  expect([100, 99].map(send)).toEqual(['too-large', 'sent'])
})

test('C22 closed before anything was sent, it remembers the limit that it knew', () => {
  const gate = sendGate()
  gate.tooLarge()
  expect(gate.check(new Uint8Array(200), 0)).toBe('sent')
  gate.tooLarge()
  gate.tooLarge()
  expect(gate.check(new Uint8Array(200), 0)).toBe('too-large')
})

test('C70 measures text, buffers and blobs by their bytes', () => {
  const gate = sendGate()
  const settings = { ...FULL_SETTINGS, maxMessageBytes: 3 }
  const check = (data: Parameters<typeof gate.check>[0]) => gate.check(data, 0, settings)
  expect(['äa', new Uint8Array(3), new ArrayBuffer(3), new Blob(['äa'])].map(check)).toEqual(
    new Array(4).fill('sent'),
  )
  expect(['ää', new Uint8Array(4), new ArrayBuffer(4), new Blob(['ää'])].map(check)).toEqual(
    new Array(4).fill('too-large'),
  )
})
