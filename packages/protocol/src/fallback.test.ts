import { expect, test } from 'vitest'
import { frameShape, tokenFrom } from './fallback.ts'
import { FULL_SETTINGS } from './tier.ts'

const hello = { tier: 3, settings: FULL_SETTINGS, windowMs: 28_000, pollIntervalMs: 5_000 }

test('tells the four kinds of frames apart', () => {
  expect(frameShape({ stormdeck: hello })).toMatchObject({ hello: { tier: 3, ticket: null, userText: null } })
  expect(
    frameShape({ stormdeck: { cursor: 'ws-1~b~7', messages: [{ topic: 'orders', data: [1, null] }] } }),
  ).toEqual({
    delivery: { cursor: 'ws-1~b~7', reset: false, messages: [{ topic: 'orders', data: [1, null] }] },
  })
  expect(frameShape({ stormdeck: { error: { code: 'too-large', text: 'At most 64 KiB.' } } })).toEqual({
    error: { code: 'too-large', text: 'At most 64 KiB.' },
  })
  expect(frameShape({ stormdeck: { beat: 30_000 } })).toEqual({ beat: 30_000 })
})

test('refuses what is not a frame, and says where', () => {
  expect(() => frameShape({ hello })).toThrow('stormdeck: expected an object')
  expect(() => frameShape({ stormdeck: { ...hello, tier: 6 } })).toThrow('stormdeck.tier')
  expect(() => frameShape({ stormdeck: { messages: [{ topic: '', data: 1 }], cursor: 'x' } })).toThrow(
    'topic',
  )
  expect(() => frameShape({ stormdeck: { beat: 0 } })).toThrow('stormdeck.beat')
})

test('finds a token in a header or in a subprotocol', () => {
  expect(tokenFrom({ authorization: 'Bearer abc.def' })).toBe('abc.def')
  const encoded = encodeURIComponent('päss/+=')
  expect(tokenFrom({ 'sec-websocket-protocol': `stormdeck.v1, stormdeck.token.${encoded}` })).toBe('päss/+=')
  expect(tokenFrom({ 'sec-websocket-protocol': 'stormdeck.v1' })).toBeNull()
  expect(tokenFrom({ 'sec-websocket-protocol': 'stormdeck.token.%' })).toBeNull()
})
