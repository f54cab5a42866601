import { expect, test } from 'vitest'
import { sessionKey } from './session-key.ts'

const guest = (session: string | null, drawn: string | null) =>
  ({
    identity: session === null ? null : { session },
    introduction: { session: drawn },
  }) satisfies Parameters<typeof sessionKey>[0]

test('F27 two tabs that share a cached identity are two sessions', () => {
  expect(sessionKey(guest('ann', 'tab-1'))).not.toBe(sessionKey(guest('ann', 'tab-2')))
})

test('F27 a tab that comes back is the same session, and nobody else who drew the same', () => {
  expect(sessionKey(guest('ann', 'tab-1'))).toBe(sessionKey(guest('ann', 'tab-1')))
  expect(sessionKey(guest('bob', 'tab-1'))).not.toBe(sessionKey(guest('ann', 'tab-1')))
})

test('F27 without a drawn session the application alone says what is one', () => {
  expect(sessionKey(guest('ann', null))).toBe(sessionKey(guest('ann', null)))
  expect(sessionKey(guest(null, null))).toBeNull()
})
