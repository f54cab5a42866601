import { once } from 'node:events'
import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import {
  CLOSE_REASONS,
  hostLimitsShape,
  MAX_METRIC_SERIES,
  METRICS,
  MIN_URGENT_INTERVAL_MS,
  REJECT_REASONS,
  SUBPROTOCOL,
  TIER_REFUSALS,
  topClientsShape,
} from '@stormdeck/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import { TestClock } from '../testing/test-clock.ts'
import { leaseOf, setOf } from '../testing/test-issuer.ts'
import { TestServer, until } from '../testing/test-server.ts'

let server: TestServer

afterEach(() => server.stop())

/** fetch does not let a caller choose the Host header. */
function askAs(host: string): Promise<number | undefined> {
  const port = server.deck.control?.address?.port
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/stormdeck/v1/status', headers: { host } }, response => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject)
  })
}

/** Lets time go on until all of it is answered. */
async function passing<T>(clock: TestClock, answers: Promise<T>[]): Promise<T[]> {
  let settled = false
  const all = Promise.all(answers).finally(() => {
    settled = true
  })
  await until(() => {
    clock.advance(100)
    return settled
  })
  return all
}

test('C1: only known Host names are answered', async () => {
  server = await TestServer.start({ control: { port: 0, hosts: ['ws-1.internal'] } })
  expect(await askAs('ws-1.internal:9601')).toBe(200)
  expect(await askAs('localhost:9601')).toBe(200)
  expect(await askAs('[::1]:9601')).toBe(200)
  expect(await askAs('evil.example')).toBe(421)
})

test('C2: reading needs the read token where there is one; it gives no right to order', async () => {
  server = await TestServer.start({ control: { port: 0, readToken: 'r3ad' } })
  expect((await server.control('/stormdeck/v1/status')).status).toBe(401)
  const authorization = { headers: { authorization: 'Bearer r3ad' } }
  expect((await server.control('/stormdeck/v1/status', authorization)).status).toBe(200)
  expect((await server.control('/healthz')).status).toBe(200)
  expect(
    (await server.control('/stormdeck/v1/tier', { ...authorization, method: 'PUT', body: '{}' })).status,
  ).toBe(422)
})

test('C2: ordering needs the write token where there is one, and the signature all the same', async () => {
  server = await TestServer.start({ control: { port: 0, readToken: 'r3ad', writeToken: 'wr1te' } })
  const put = (token: string, body: string) =>
    server.control('/stormdeck/v1/tier', {
      method: 'PUT',
      body,
      headers: { authorization: `Bearer ${token}` },
    })
  const order = JSON.stringify(server.issuer.sign(setOf([leaseOf()])))
  expect((await put('r3ad', order)).status).toBe(401)
  expect((await put('wr1te', '{}')).status).toBe(422)
  expect((await put('wr1te', order)).status).toBe(200)
  const authorization = { headers: { authorization: 'Bearer wr1te' } }
  expect((await server.control('/stormdeck/v1/status', authorization)).status).toBe(401)
})

test('C12: a page of another site is refused, whatever it asks', async () => {
  server = await TestServer.start()
  const from = (site: string) =>
    new Promise<number | undefined>(resolve => {
      const { port } = server.deck.control?.address ?? { port: 0 }
      const headers = { 'sec-fetch-site': site }
      get({ host: '127.0.0.1', port, path: '/metrics', headers }, res => {
        res.resume()
        resolve(res.statusCode)
      })
    })
  expect(await from('cross-site')).toBe(403)
  expect(await from('same-site')).toBe(403)
  expect(await from('none')).toBe(200)
})

test('C3: a status is held for its wait, and answered early when a burst comes', async () => {
  const clock = new TestClock()
  server = await TestServer.start({ clock })
  const { boot } = (await server.status()).node
  const started = performance.now()
  await server.status(`?since=${boot}.0&wait=300&burst=50`)
  expect(performance.now() - started).toBeGreaterThan(280)
  // The wait never ends from here on, and one reader is answered early this often at most.
  clock.freeze()
  clock.advance(MIN_URGENT_INTERVAL_MS)
  const held = server.status(`?since=${boot}.0&wait=1000&burst=50`)
  await Promise.all(Array.from({ length: 55 }, () => server.connect()))
  const status = await held
  expect(status.burst).toMatchObject({ holds: true, threshold: 50 })
})

test('C3: each reader is answered early on the burst that it asks for', async () => {
  const clock = new TestClock()
  clock.freeze()
  server = await TestServer.start({ clock })
  const [ten, usual, many] = [
    server.status('?wait=1000&burst=10'),
    server.status('?wait=1000'),
    server.status('?wait=1000&burst=100000'),
  ]
  await until(async () => (await server.status('?burst=10')).burst.threshold === 10)
  await Promise.all(Array.from({ length: 12 }, () => server.connect()))
  expect((await ten).burst).toMatchObject({ threshold: 10, holds: true })
  expect((await ten).totals.attempts).toBeLessThanOrEqual(12)
  const [later, last] = await passing(clock, [usual, many])
  expect(later?.burst).toMatchObject({ threshold: 50, holds: false })
  expect(last?.burst).toMatchObject({ threshold: 1_000, holds: false })
})

test('C3: an answer starts at the bucket that was asked for, and with all of them for another boot', async () => {
  server = await TestServer.start()
  await until(async () => (await server.status()).attempts.accepted.length > 3)
  const { boot } = (await server.status()).node
  expect((await server.status(`?since=${boot}.2`)).attempts.from).toBe(2)
  expect((await server.status('?since=another.2')).attempts.from).toBe(0)
})

test('C4: the ninth reader at once is refused', async () => {
  const clock = new TestClock()
  clock.freeze()
  server = await TestServer.start({ clock })
  const held = Array.from({ length: 8 }, () => server.control('/stormdeck/v1/status?wait=1000'))
  await until(async () => {
    const answer = await server.control('/stormdeck/v1/status')
    await answer.text()
    return answer.status === 429
  })
  expect((await passing(clock, held)).map(answer => answer.status)).toEqual(new Array(8).fill(200))
})

test('C5: a signed order is in force when it is answered; others change nothing', async () => {
  const clock = new TestClock()
  clock.freeze()
  server = await TestServer.start({ clock })
  const held = server.status('?wait=1000')
  const answer = await server.order(setOf([leaseOf()]))
  expect(await answer.json()).toEqual({ epoch: 1, revision: 1, ordered: 2, effective: 2, durable: false })
  expect((await passing(clock, [held]))[0]?.tier.effective).toBe(2)
  const put = (body: string) => server.control('/stormdeck/v1/tier', { method: 'PUT', body })
  expect((await put('{')).status).toBe(422)
  expect((await put('x'.repeat(70_000))).status).toBe(422)
  expect(
    (await put(JSON.stringify(server.issuer.sign(setOf([], { revision: 2, audience: 'ws-9' }))))).status,
  ).toBe(401)
  expect((await server.status()).tier).toMatchObject({ effective: 2, revision: 1, leases: [{ by: 'ana' }] })
})

test('C6: every metric of the catalogue is there, and never more than 200 series', async () => {
  server = await TestServer.start({ limits: { mode: 'enforce', connections: 12 } })
  for (let i = 0; i < 20; i++) await server.connect(`?sdv=v${i}`, i % 2 ? [SUBPROTOCOL] : [])
  await server.order(setOf([leaseOf()], { audience: 'nobody' }))
  const text = await (await server.control('/metrics')).text()
  for (const { name } of Object.values(METRICS)) expect(text).toContain(`# TYPE ${name} `)
  const series = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  expect(series.length).toBeLessThanOrEqual(MAX_METRIC_SERIES)
  expect(text).toContain('websocket_connections_current{worker="0"} 12')
  expect(text).toContain('websocket_connections_rejected_total{reason="node-full"} 8')
  expect(text).not.toMatch(/stormdeck_memory_per_connection_bytes \d/)
  expect(text).not.toContain('127.0.0.1')
})

test('C6: every reason counts from 0 on, so that the first event is an increase', async () => {
  server = await TestServer.start()
  const text = await (await server.control('/metrics')).text()
  for (const reason of REJECT_REASONS) {
    expect(text).toContain(`websocket_connections_rejected_total{reason="${reason}"} 0`)
    expect(text).toContain(`stormdeck_would_reject_total{reason="${reason}"} 0`)
  }
  for (const reason of CLOSE_REASONS)
    expect(text).toContain(`stormdeck_sessions_closed_total{reason="${reason}"} 0`)
  for (const reason of Object.keys(TIER_REFUSALS))
    expect(text).toContain(`stormdeck_tier_refused_total{reason="${reason}"} 0`)
  expect(text).toMatch(/^stormdeck_attempts_peak_per_5s 0$/m)
  expect(text).not.toMatch(/^stormdeck_last_burst_timestamp_seconds \d/m)
})

test('C6: bursts have their time, and the most in 5 s its gauge', async () => {
  const clock = new TestClock()
  clock.freeze()
  server = await TestServer.start({ clock })
  const from = Date.now() / 1_000
  await Promise.all(Array.from({ length: 60 }, () => server.connect()))
  const text = await (await server.control('/metrics')).text()
  const at = Number(/^stormdeck_last_burst_timestamp_seconds ([\d.]+)$/m.exec(text)?.[1])
  expect(at).toBeGreaterThanOrEqual(from - 1)
  expect(text).toMatch(/^stormdeck_attempts_peak_per_5s 60$/m)
})

test('C7: host limits and largest clients answer in their shapes', async () => {
  server = await TestServer.start()
  await server.connect()
  const limits = hostLimitsShape(await (await server.control('/stormdeck/v1/limits')).json())
  expect(limits.find(limit => limit.id === 'process.nofile')?.current).toMatch(/^\d+$/)
  const clients = topClientsShape(await (await server.control('/stormdeck/v1/clients?top=5')).json())
  expect(clients).toMatchObject([{ connections: 1 }])
  expect(clients[0]?.key).not.toContain('127')
})

test('C8: a control port that is taken is reported, taken when it is free, and the host goes on', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  server = await TestServer.start({ control: { port } })
  expect(await server.deck.control?.ready).toBeNull()
  expect((await server.connect()).socket.readyState).toBe(1)
  taken.close()
  await until(() => server.deck.control?.address?.port === port)
  expect((await server.status()).totals.accepted).toBe(1)
  expect(server.errors).toMatchObject([{ code: 'EADDRINUSE' }])
})

test('C8: where nobody hears of errors it is a warning of the process', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  server = await TestServer.start({
    control: { port: (taken.address() as AddressInfo).port },
    onError: undefined,
    clientVersion: () => {
      throw new Error('of no use to anybody who did not ask')
    },
  })
  await server.connect()
  const ours = warn.mock.calls.filter(([, type]) => (type as unknown) === 'StormdeckWarning')
  expect(ours).toEqual([[expect.stringContaining('EADDRINUSE'), 'StormdeckWarning']])
  warn.mockRestore()
  taken.close()
})

test('C9: 1,000 forged orders leave the order that holds', async () => {
  server = await TestServer.start()
  await server.order(setOf([leaseOf()]))
  const forged = {
    ...server.issuer.sign(setOf([leaseOf({ tier: 5 })], { revision: 2 })),
    signature: 'A'.repeat(86),
  }
  const body = JSON.stringify(forged)
  const put = async () => {
    const answer = await server.control('/stormdeck/v1/tier', { method: 'PUT', body })
    await answer.text()
    return answer.status
  }
  for (let batch = 0; batch < 50; batch++) {
    expect(await Promise.all(Array.from({ length: 20 }, put))).toEqual(new Array(20).fill(401))
  }
  expect((await server.status()).tier.effective).toBe(2)
})
