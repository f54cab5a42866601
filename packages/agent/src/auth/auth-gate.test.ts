import type { IncomingMessage } from 'node:http'
import { afterEach, expect, test, vi } from 'vitest'
import type { Identity } from '../options.ts'
import { newTotals } from '../totals.ts'
import { AuthGate } from './auth-gate.ts'
import { Breakers } from './breakers.ts'

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } }) as IncomingMessage

/** `answer` stands for an application that may not be typed. */
function gate(answer: () => Promise<unknown>, tokenOf?: () => string | null) {
  const totals = newTotals()
  const time = { nowMs: 1_000 }
  const errors: unknown[] = []
  const parts = {
    authenticate: answer as () => Promise<Identity | null>,
    tokenOf,
    totals,
    now: () => time.nowMs,
    onError: (error: unknown) => errors.push(error),
  }
  return { totals, time, errors, gate: new AuthGate(parts) }
}

afterEach(() => vi.useRealTimers())

test('F25: a token is asked about once in 300 s, unless its bearer says it is new', async () => {
  const { gate: admission, totals, time } = gate(async () => ({ session: 's' }))
  await admission.identify(bearer('a'), true)
  await admission.identify(bearer('a'), false)
  await admission.identify(bearer('a'), true)
  expect(totals).toMatchObject({ authFull: 2, authCached: 1 })
  time.nowMs = 299_000
  await admission.identify(bearer('a'), false)
  time.nowMs = 301_001
  await admission.identify(bearer('a'), false)
  expect(totals).toMatchObject({ authFull: 3, authCached: 2 })
})

test('F25: nobody is remembered who was refused, and nothing without a token', async () => {
  const { gate: admission, totals } = gate(async () => null)
  expect(await admission.identify(bearer('a'), false)).toBeNull()
  expect(await admission.identify(bearer('a'), false)).toBeNull()
  expect(totals.authFailed).toBe(2)
  const open = gate(async () => ({ session: 's' }))
  const anonymous = { headers: {} } as IncomingMessage
  await open.gate.identify(anonymous, false)
  await open.gate.identify(anonymous, false)
  expect(open.totals.authFull).toBe(2)
})

test('F26: five failures in a row open the breaker, and it fails at once', async () => {
  let calls = 0
  const breakers = new Breakers(() => {})
  const call = breakers.guard('users', async () => {
    calls++
    throw new Error('down')
  })
  for (let n = 0; n < 8; n++) await expect(call()).rejects.toThrow()
  expect(calls).toBe(5)
  expect(breakers.states()).toEqual({ users: 'open' })
})

test('F26: an open breaker tries one call after 10 s, and closes when that succeeds', async () => {
  vi.useFakeTimers()
  const service = { up: false, calls: 0 }
  const breakers = new Breakers(() => {})
  const call = breakers.guard('users', async () => {
    service.calls++
    if (!service.up) throw new Error('down')
    return 'answer'
  })
  for (let n = 0; n < 5; n++) await expect(call()).rejects.toThrow('down')
  await vi.advanceTimersByTimeAsync(9_999)
  await expect(call()).rejects.toThrow()
  expect(service.calls).toBe(5)
  await vi.advanceTimersByTimeAsync(1)
  await expect(call()).rejects.toThrow('down')
  expect([service.calls, breakers.states()]).toEqual([6, { users: 'open' }])
  service.up = true
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await call()).toBe('answer')
  expect(breakers.states()).toEqual({ users: 'closed' })
})

test('F26: a call has failed after 10 s', async () => {
  vi.useFakeTimers()
  const { gate: admission } = gate(() => new Promise(() => {}))
  const asked = admission.identify(bearer('a'), false)
  const failed = expect(asked).rejects.toThrow()
  await vi.advanceTimersByTimeAsync(9_999)
  expect(admission.inFlight).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  await failed
  expect(admission.inFlight).toBe(0)
})

test('F26: an error that says 401 or 403 is an answer: bad tokens in any number leave the breaker closed', async () => {
  for (const mark of [{ status: 401 }, { status: 403 }, { statusCode: 401 }, { statusCode: 403 }]) {
    const {
      gate: admission,
      totals,
      errors,
    } = gate(async () => {
      throw Object.assign(new Error('bad token'), mark)
    })
    for (let n = 0; n < 8; n++) expect(await admission.identify(bearer('a'), false)).toBeNull()
    expect([totals.authFailed, admission.breaker.state, errors]).toEqual([8, 'closed', []])
  }
  const { gate: down } = gate(async () => {
    throw Object.assign(new Error('down'), { status: 503 })
  })
  for (let n = 0; n < 5; n++) await expect(down.identify(bearer('a'), false)).rejects.toThrow('down')
  expect(down.breaker.state).toBe('open')
})

test('F26: whoever was remembered is no more when an error says 401', async () => {
  const answers = [
    async () => ({ session: 's' }),
    async () => {
      throw Object.assign(new Error('expired'), { status: 401 })
    },
    async () => null,
  ]
  const { gate: admission, totals } = gate(() => (answers.shift() as () => Promise<unknown>)())
  await admission.identify(bearer('a'), true)
  expect(await admission.identify(bearer('a'), true)).toBeNull()
  expect(await admission.identify(bearer('a'), false)).toBeNull()
  expect(totals).toMatchObject({ authFull: 1, authCached: 0, authFailed: 2 })
})

test('F26: that the breaker opened is reported once, until it has closed in between', async () => {
  vi.useFakeTimers()
  const service = { up: false }
  const { gate: admission, errors } = gate(async () => {
    if (!service.up) throw new Error('down')
    return { session: 's' }
  })
  const fails = () => expect(admission.identify(bearer('a'), true)).rejects.toThrow()
  for (let n = 0; n < 8; n++) await fails()
  expect(errors).toMatchObject([{ message: expect.stringContaining('answer null') }])
  await vi.advanceTimersByTimeAsync(10_000)
  await fails()
  expect([admission.breaker.state, errors.length]).toEqual(['open', 1])
  service.up = true
  await vi.advanceTimersByTimeAsync(10_000)
  await admission.identify(bearer('a'), true)
  service.up = false
  for (let n = 0; n < 5; n++) await fails()
  expect(errors).toHaveLength(2)
})

test('F26: one breaker a name, however long; one too many is reported and still called', async () => {
  const errors: unknown[] = []
  const breakers = new Breakers(error => errors.push(error))
  const down = async () => {
    throw new Error('down')
  }
  const name = 'n'.repeat(80)
  for (let n = 0; n < 5; n++) await expect(breakers.guard(name, down)()).rejects.toThrow('down')
  expect(breakers.states()).toEqual({ [name.slice(0, 64)]: 'open' })
  for (let n = 1; n < 32; n++) breakers.guard(`${n}`, down)
  expect(errors).toEqual([])
  expect(await breakers.guard('one more', async () => 'answer')()).toBe('answer')
  expect(errors).toHaveLength(1)
})

test('X3: nobody is let in by an answer that is no identity, and that is reported', async () => {
  const answers = [undefined, false, true, 0, 1, '', 'ana', {}, { session: '' }, { session: 7 }, []]
  const malformed = [
    { session: 's', client: 7 },
    { session: 's', topics: 'news' },
    { session: 's', topics: [1] },
  ]
  for (const answer of [...answers, ...malformed]) {
    const { gate: admission, totals, errors } = gate(async () => answer)
    expect(await admission.identify(bearer('a'), false)).toBeNull()
    expect(await admission.identify(bearer('a'), false)).toBeNull()
    expect([totals.authFailed, totals.authFull, errors.length]).toEqual([2, 0, 2])
  }
  const { gate: admission, errors } = gate(async () => null)
  expect([await admission.identify(bearer('a'), false), errors]).toEqual([null, []])
})

test('X2: a tokenOf that throws, or answers with nothing, means that nothing is remembered', async () => {
  const throwing = () => {
    throw new Error('no')
  }
  const { gate: admission, totals, errors } = gate(async () => ({ session: 's' }), throwing)
  for (let n = 0; n < 2; n++) expect(await admission.identify(bearer('a'), false)).toEqual({ session: 's' })
  expect([totals.authFull, totals.authCached, errors.length]).toEqual([2, 0, 2])
  const empty = gate(
    async () => ({ session: 's' }),
    () => '',
  )
  expect(empty.gate.tokenKey(bearer('a'))).toBeNull()
})
