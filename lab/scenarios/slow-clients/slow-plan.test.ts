import { expect, test } from 'vitest'
import { socketsHeld } from './slow-plan.ts'

test('500 requests a second with 20 % slow clients of 30 s hold 3,000 sockets, and 20 for the quick ones (F18)', () => {
  expect(socketsHeld({ clientsPerSecond: 500, slowRatio: 0.2, slowHoldMs: 30_000 })).toEqual({
    slow: 3_000,
    fast: 20,
  })
})
