import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { SUBPROTOCOL } from '@stormdeck/protocol'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { type AttachOptions, attach, type Deck } from '../index.ts'
import { selfSigned } from '../testing/self-signed.ts'
import { TestClient, until } from '../testing/test-server.ts'

const clock = { now: () => 5_000, wall: () => 5_000, boot: () => 5_000, bootId: () => null }
let identity: ReturnType<typeof selfSigned>
let https: Server
let wss: WebSocketServer
let deck: Deck
const clients: { destroy(): unknown }[] = []

beforeAll(() => {
  identity = selfSigned()
})

async function start(options: Partial<AttachOptions>): Promise<void> {
  https = createServer(identity)
  wss = new WebSocketServer({ server: https })
  wss.on('connection', socket => socket.on('message', data => socket.send(`echo ${data}`)))
  deck = attach(wss, { id: 'ws-1', group: 'eu', ...options })
  https.listen(0, '127.0.0.1')
  await once(https, 'listening')
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  for (const socket of wss.clients) socket.terminate()
  await deck.close()
  https.closeAllConnections()
  wss.close()
  https.close()
})

const port = () => (https.address() as AddressInfo).port

async function client(localAddress = '127.0.0.1', protocols: string[] = []): Promise<TestClient> {
  const one = new TestClient(`wss://127.0.0.1:${port()}/`, protocols, {}, { ca: identity.cert, localAddress })
  clients.push({ destroy: () => one.socket.terminate() })
  await one.settled
  return one
}

/** A TCP connection that says nothing of its own accord. */
function silent() {
  const socket = connect(port(), '127.0.0.1')
  socket.on('error', () => {})
  clients.push(socket)
  return socket
}

const unfinished = () => deck.status().pool.unfinishedHandshakes

test('L7: over TLS a handshake has begun with the TCP connection, and is finished with the request', async () => {
  await start({})
  const [leaves, babbles] = [silent(), silent()]
  await until(() => unfinished() === 2)
  const secured = connectTls({ port: port(), host: '127.0.0.1', ca: identity.cert })
  secured.on('error', () => {})
  clients.push(secured)
  await once(secured, 'secureConnect')
  await until(() => unfinished() === 3)
  const open = await client()
  expect(open.socket.readyState).toBe(WebSocket.OPEN)
  expect(unfinished()).toBe(3)
  leaves.destroy()
  await until(() => unfinished() === 2)
  babbles.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await until(() => unfinished() === 1)
  secured.destroy()
  await until(() => unfinished() === 0)
  open.socket.terminate()
  await until(() => deck.status().pool.current === 0)
  expect(unfinished()).toBe(0)
})

test('L12: over TLS a connection is reset before its handshake is paid for', async () => {
  await start({
    clock,
    fallback: 'off',
    acceptsPerSecond: 20,
    dropAtTcp: true,
    limits: { mode: 'enforce', connections: 1 },
  })
  let handshakes = 0
  https.on('secureConnection', () => handshakes++)
  const held = await client()
  for (let n = 0; n < 10; n++) expect((await client()).status).toBe(503)
  expect(handshakes).toBe(11)
  for (let n = 0; n < 15; n++) {
    const dropped = await client()
    expect([dropped.socket.readyState, dropped.status]).toEqual([WebSocket.CLOSED, null])
  }
  const { totals, warnings } = deck.status()
  expect([handshakes, unfinished(), held.socket.readyState]).toEqual([11, 0, WebSocket.OPEN])
  expect(totals).toMatchObject({ attempts: 26, accepted: 1, rejected: { 'node-full': 25 } })
  expect(warnings).toContainEqual(expect.objectContaining({ id: 'dropped-at-tcp' }))
})

test('L3: limits, farewells and messages over TLS are those without it', async () => {
  await start({ limits: { mode: 'enforce', connections: 2, perAddress: 1 } })
  const [first, second] = [await client(), await client('127.0.0.2')]
  expect((await client()).status).toBe(503)
  second.socket.terminate()
  await until(() => deck.status().pool.current === 1)
  expect((await client()).status).toBe(429)
  const again = await client('127.0.0.2')
  expect(again.socket.readyState).toBe(WebSocket.OPEN)
  const refused = await client('127.0.0.3', [SUBPROTOCOL])
  expect(await refused.closed).toEqual({ code: 1013, reason: 'node-full' })
  expect(refused.frames[0]).toHaveProperty('windowMs')
  first.socket.send('hello')
  await until(() => first.received.includes('echo hello'))
  expect(deck.status()).toMatchObject({
    pool: { current: 2 },
    totals: { accepted: 3, rejected: { 'node-full': 2, 'per-address': 1 } },
  })
})
