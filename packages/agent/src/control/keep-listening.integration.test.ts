import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CannotListen, keepListening } from './keep-listening.ts'

let taken: Server
let at: { host: string; port: number }

beforeEach(async () => {
  taken = createTcpServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  at = { host: '127.0.0.1', port: (taken.address() as AddressInfo).port }
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  vi.useRealTimers()
  taken.close()
})

test('C8: it listens as soon as the port is free, and says once that it was not', async () => {
  const server = createServer()
  const errors: unknown[] = []
  const control = keepListening(server, at, error => errors.push(error))
  expect(await control.ready).toBeNull()
  for (let n = 0; n < 3; n++) {
    const failed = once(server, 'error')
    vi.advanceTimersToNextTimer()
    await failed
  }
  expect(control.address).toBeNull()
  taken.close()
  await once(taken, 'close')
  const listening = once(server, 'listening')
  vi.advanceTimersToNextTimer()
  await listening
  expect(control.address).toEqual(at)
  expect(errors).toEqual([expect.any(CannotListen)])
  expect(errors[0]).toMatchObject({ code: 'EADDRINUSE', message: expect.stringContaining(`port ${at.port}`) })
  expect(vi.getTimerCount()).toBe(0)
  server.close()
})

test('C8: once it is stopped it tries no more', async () => {
  const server = createServer()
  const control = keepListening(server, at, () => {})
  await control.ready
  expect(vi.getTimerCount()).toBe(1)
  control.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('C8: one that is stopped before it listens does not keep the port', async () => {
  const server = createServer()
  const control = keepListening(server, { ...at, port: 0 }, () => {})
  control.stop()
  const closed = once(server, 'close')
  expect(await control.ready).toBeNull()
  await closed
  expect(server.listening).toBe(false)
})
