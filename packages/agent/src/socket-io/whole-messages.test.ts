import { expect, test } from 'vitest'
import { WholeMessages } from './whole-messages.ts'

const PART = Buffer.alloc(10)

test('S5: a header and its attachments are one message, everything else is one by itself', () => {
  const messages = new WholeMessages()
  expect(messages.take('2["say","a"]', 100)).toEqual({ frames: ['2["say","a"]'], bytes: 12 })
  expect(messages.take(PART, 100)).toEqual({ frames: [PART], bytes: 10 })
  expect(messages.take('52-["say"]', 100)).toBeNull()
  expect(messages.take(PART, 100)).toBeNull()
  expect(messages.take(PART, 100)).toEqual({ frames: ['52-["say"]', PART, PART], bytes: 30 })
  expect(messages.take('50-["say"]', 100)).toMatchObject({ frames: ['50-["say"]'] })
})

test('S5: what is too large is not kept, and the next message is not part of it', () => {
  const messages = new WholeMessages()
  messages.take('53-["say"]', 25)
  messages.take(PART, 25)
  messages.take(PART, 25)
  expect(messages.rest()).toEqual([])
  messages.take('52-["say"]', 25)
  messages.take(PART, 25)
  expect(messages.take(PART, 25)).toEqual({ frames: [], bytes: 30 })
  expect(messages.take('2["short"]', 25)).toEqual({ frames: ['2["short"]'], bytes: 10 })
})

test('S5: a text among attachments goes on with what was there, as without the agent', () => {
  const messages = new WholeMessages()
  messages.take('52-["say"]', 100)
  messages.take(PART, 100)
  expect(messages.take('2["say"]', 100)?.frames).toEqual(['52-["say"]', PART, '2["say"]'])
  expect(messages.take('2["say"]', 100)?.frames).toEqual(['2["say"]'])
})
