import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io as connectTo, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Deck } from '../index.ts'
import { leaseOf, setOf, testIssuer } from '../testing/test-issuer.ts'
import { until } from '../testing/test-server.ts'
import { attachSocketIo, type SocketIoOptions } from './attach-socket-io.ts'

const issuer = testIssuer()
const clients: Socket[] = []
let http: HttpServer
let io: Server
let deck: Deck

beforeEach(async () => {
  http = createServer()
  // Named, since the test runner's resolution does not find it for engine.io.
  io = new Server(http, { wsEngine: WebSocketServer })
  io.on('connection', socket => socket.on('say', (text, answer) => answer(`echo ${text.length}`)))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
})

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await deck.close()
  await io.close()
})

function start(options: Partial<SocketIoOptions> = {}): void {
  deck = attachSocketIo(io, {
    id: 'io-1',
    group: 'eu',
    control: { port: 0 },
    trust: [issuer.trust],
    ...options,
  })
}

function connect(transports: string[]): Socket {
  const { port } = http.address() as AddressInfo
  const client = connectTo(`http://127.0.0.1:${port}`, { transports, reconnection: false })
  clients.push(client)
  return client
}

test('S1: sessions are counted once, whatever carries them', async () => {
  start()
  connect(['websocket'])
  connect(['polling', 'websocket'])
  await until(() => clients.every(client => client.connected))
  await until(() => clients[1]?.io.engine.transport.name === 'websocket')
  expect(deck.status()).toMatchObject({
    node: { adapter: 'socket.io', enforces: [1, 2] },
    pool: { current: 2 },
    totals: { attempts: 2, accepted: 2 },
  })
  for (const client of clients) client.close()
  await until(() => deck.status().pool.current === 0)
})

test('S2: an enforced limit refuses, with its reason', async () => {
  start({ limits: { mode: 'enforce', connections: 1 } })
  connect(['websocket'])
  await until(() => deck.status().pool.current === 1)
  const refused = connect(['polling'])
  const [error] = await new Promise<[Error]>(resolve =>
    refused.once('connect_error', (...args) => resolve(args as [Error])),
  )
  expect(error).toBeInstanceOf(Error)
  expect(deck.status().totals.rejected).toEqual({ 'node-full': 1 })
})

test('S3: tier 2 stops droppable events, batches the rest and drops what is too large', async () => {
  start()
  const client = connect(['websocket'])
  const got: unknown[] = []
  client.onAny((event, payload) => got.push([event, payload]))
  await until(() => client.connected)
  expect(await client.emitWithAck('say', 'x'.repeat(70_000))).toBe('echo 70000')
  await deck.control?.ready
  const order = JSON.stringify(issuer.sign(setOf([leaseOf({ tier: 2 })], { audience: 'io-1' })))
  const url = `http://127.0.0.1:${deck.control?.address?.port}/stormdeck/v1/tier`
  expect((await fetch(url, { method: 'PUT', body: order })).status).toBe(200)
  deck.publish('ticks', 1, { droppable: true })
  deck.publish('news', { a: 1 })
  expect(got).toEqual([])
  await until(() => got.length > 0)
  expect(got).toEqual([['news', { a: 1 }]])
  await expect(client.timeout(300).emitWithAck('say', 'x'.repeat(70_000))).rejects.toThrow()
  expect(await client.emitWithAck('say', 'short')).toBe('echo 5')
})
