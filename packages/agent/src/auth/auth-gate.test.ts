import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { newTotals } from '../totals.ts'
import { AuthGate } from './auth-gate.ts'
import { Breakers } from './breakers.ts'

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } }) as IncomingMessage

function gate(answer: () => Promise<{ session: string } | null>) {
  const totals = newTotals()
  const time = { nowMs: 1_000 }
  return { totals, time, gate: new AuthGate({ authenticate: answer, totals, now: () => time.nowMs }) }
}

test('F25: a token is asked about once in 300 s, unless its bearer says it is new', async () => {
  const { gate: door, totals, time } = gate(async () => ({ session: 's' }))
  await door.identify(bearer('a'), true)
  await door.identify(bearer('a'), false)
  await door.identify(bearer('a'), true)
  expect(totals).toMatchObject({ authFull: 2, authCached: 1 })
  time.nowMs = 299_000
  await door.identify(bearer('a'), false)
  time.nowMs = 301_001
  await door.identify(bearer('a'), false)
  expect(totals).toMatchObject({ authFull: 3, authCached: 2 })
})

test('F25: nobody is remembered who was refused, and nothing without a token', async () => {
  const { gate: door, totals } = gate(async () => null)
  expect(await door.identify(bearer('a'), false)).toBeNull()
  expect(await door.identify(bearer('a'), false)).toBeNull()
  expect(totals.authFailed).toBe(2)
  const open = gate(async () => ({ session: 's' }))
  const anonymous = { headers: {} } as IncomingMessage
  await open.gate.identify(anonymous, false)
  await open.gate.identify(anonymous, false)
  expect(open.totals.authFull).toBe(2)
})

test('F26: five failures in a row open the breaker, and it fails at once', async () => {
  let calls = 0
  const breakers = new Breakers()
  const call = breakers.guard('users', async () => {
    calls++
    throw new Error('down')
  })
  for (let n = 0; n < 8; n++) await expect(call()).rejects.toThrow()
  expect(calls).toBe(5)
  expect(breakers.states()).toEqual({ users: 'open' })
})
