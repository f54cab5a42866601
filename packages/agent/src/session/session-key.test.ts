import { expect, test } from 'vitest'
import { sessionKey } from './session-key.ts'

const newcomer = (session: string | null, drawn: string | null) =>
  ({
    identity: session === null ? null : { session },
    introduction: { session: drawn },
  }) satisfies Parameters<typeof sessionKey>[0]

test('F27 two tabs that share a cached identity are two sessions', () => {
  expect(sessionKey(newcomer('ann', 'tab-1'))).not.toBe(sessionKey(newcomer('ann', 'tab-2')))
})

test('F27 a tab that comes back is the same session, and nobody else who drew the same', () => {
  expect(sessionKey(newcomer('ann', 'tab-1'))).toBe(sessionKey(newcomer('ann', 'tab-1')))
  expect(sessionKey(newcomer('bob', 'tab-1'))).not.toBe(sessionKey(newcomer('ann', 'tab-1')))
})

test('F27 without a drawn session the application alone says what is one', () => {
  expect(sessionKey(newcomer('ann', null))).toBe(sessionKey(newcomer('ann', null)))
  expect(sessionKey(newcomer(null, null))).toBeNull()
})
