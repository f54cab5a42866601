import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { frameShape, MAX_BEAT_MS, SUBPROTOCOL } from '@stormdeck/protocol'
import { afterEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { type AttachOptions, attach, type Deck } from '../index.ts'
import { TestClock } from '../testing/test-clock.ts'
import { leaseOf, setOf, testIssuer } from '../testing/test-issuer.ts'
import { TestClient, TestServer, until } from '../testing/test-server.ts'
import { upgradeRequest } from '../testing/upgrade-request.ts'

const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(options: Parameters<typeof TestServer.start>[0]): Promise<TestServer> {
  const server = await TestServer.start(options)
  closing.push(() => server.stop())
  return server
}

test('X4: newcomers in the queue and at authentication come in when the agent goes, as the host takes them', async () => {
  let answer = () => {}
  const authenticate = () =>
    new Promise<{ session: string }>(resolve => {
      answer = () => resolve({ session: 'one' })
    })
  const asked = await start({ authenticate })
  const slow = asked.connect()
  await until(() => asked.deck.status().auth.inFlight === 1)
  await asked.deck.close()
  answer()
  expect((await slow).socket.readyState).toBe(WebSocket.OPEN)

  const clock = new TestClock()
  clock.freeze()
  const queued = await start({ clock, limits: { mode: 'enforce' }, acceptsPerSecond: 1 })
  const clients = Promise.all([1, 2, 3].map(() => queued.connect()))
  await until(() => (queued.deck.status().pool.queued ?? 0) >= 2)
  await queued.deck.close()
  for (const { socket } of await clients) expect(socket.readyState).toBe(WebSocket.OPEN)
})

test('X4: one whom authentication refuses is refused after the agent has gone, too', async () => {
  let answer = () => {}
  const authenticate = () =>
    new Promise<null>(resolve => {
      answer = () => resolve(null)
    })
  const server = await start({ authenticate })
  const client = server.connect()
  await until(() => server.deck.status().auth.inFlight === 1)
  await server.deck.close()
  answer()
  expect((await client).status).toBe(401)
})

test('X4: a server that keeps no list of its clients is left alone all the same', async () => {
  const http = createServer()
  const wss = new WebSocketServer({ server: http, clientTracking: false })
  const got: string[] = []
  wss.on('connection', socket => socket.on('message', data => got.push(`${String(data).length}`)))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const issuer = testIssuer()
  const deck = attach(wss, { id: 'ws-1', group: 'eu', control: { port: 0 }, trust: [issuer.trust] })
  const client = new TestClient(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/`, [SUBPROTOCOL], {})
  closing.push(
    () => client.socket.terminate(),
    () => http.close(),
  )
  await client.settled
  await deck.control?.ready
  await fetch(`http://127.0.0.1:${deck.control?.address?.port}/stormdeck/v1/tier`, {
    method: 'PUT',
    body: JSON.stringify(issuer.sign(setOf([leaseOf({ tier: 2 })]))),
  })
  client.socket.send('x'.repeat(70_000))
  await until(() => client.frames.some(frame => frame.error))
  await deck.close()
  client.socket.send('x'.repeat(80_000))
  await until(() => got.length > 0)
  expect(got).toEqual(['80000'])
})

test('X4: what a tier held back arrives when the agent goes, and what stood in for sockets is the application’s again', async () => {
  const clock = new TestClock()
  clock.freeze()
  const server = await start({ clock, fallback: 'handler' })
  const client = await server.connect('', [SUBPROTOCOL])
  await server.order(setOf([leaseOf({ tier: 2 })]))
  server.deck.publish('news', 'held back')
  const { handle } = server.deck
  await server.deck.close()
  await until(() => client.published.length === 1)
  expect(client.socket.readyState).toBe(WebSocket.OPEN)

  const asked = createServer((req, res) => {
    if (!handle(req, res)) res.end('the application')
  })
  closing.push(() => asked.close())
  asked.listen(0, '127.0.0.1')
  await once(asked, 'listening')
  const { port } = asked.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/stormdeck/events`)
  expect(await answer.text()).toBe('the application')
})

test('X13: what was wrapped around the agent later stays when the agent goes, and the agent does nothing in it', async () => {
  const server = await start({})
  const { http, wss } = server
  const emit: (event: string, ...args: unknown[]) => boolean = http.emit
  const upgrade = wss.handleUpgrade
  const seen: string[] = []
  http.emit = (event: string, ...args: unknown[]) => {
    seen.push(event)
    return emit.call(http, event, ...args)
  }
  wss.handleUpgrade = (req, socket, head, opened) => {
    seen.push('handleUpgrade')
    upgrade.call(wss, req, socket, head, opened)
  }
  await server.deck.close()
  expect((await server.connect()).socket.readyState).toBe(WebSocket.OPEN)
  expect(await (await server.fallback('/stormdeck/hint')).text()).toBe('the application')
  expect(seen).toEqual(expect.arrayContaining(['upgrade', 'handleUpgrade', 'request']))
  expect(server.deck.status().totals).toMatchObject({ attempts: 0, accepted: 0 })
})

test('X1: an upgrade that nobody takes any more is answered by the application, as without the agent', async () => {
  const server = await start({})
  server.wss.close()
  const socket = connect(server.port, '127.0.0.1')
  closing.push(() => socket.destroy())
  let answer = ''
  socket.on('data', data => {
    answer += data
  })
  socket.write(upgradeRequest())
  await until(() => answer.includes('the application'))
})

test('X13: of two agents on one HTTP server the first can go first', async () => {
  const server = await start({})
  const second = new WebSocketServer({ server: server.http, path: '/second' })
  const later = attach(second, { id: 'ws-2', group: 'eu' })
  await server.deck.close()
  expect(await (await server.fallback('/stormdeck/hint')).json()).toHaveLength(1)
  await later.close()
  expect(await (await server.fallback('/stormdeck/hint')).text()).toBe('the application')
  second.close()
})

/** Attaches another agent to the same server. */
function again(server: TestServer, options: Partial<AttachOptions> = {}): Deck {
  const deck = attach(server.wss, { id: 'ws-1', group: 'eu', ...options })
  closing.push(() => deck.close())
  return deck
}

test('P12: a socket that an agent found open gets the topics that it was allowed, in the form that it speaks', async () => {
  const authenticate = async () => ({ session: 'ana', topics: ['news'] })
  const server = await start({ authenticate })
  const speaks = await server.connect(`?sdi=${'a'.repeat(32)}`, [SUBPROTOCOL])
  const plain = await server.connect()
  await server.deck.close()
  const deck = again(server, { authenticate })
  expect(deck.status()).toMatchObject({ pool: { current: 2 }, clients: { protocolShare: 0.5 } })
  deck.publish('secrets', 'not theirs')
  deck.publish('news', 'for both')
  await until(() => speaks.published.length > 0 && plain.received.length > 0)
  expect(speaks.published).toEqual(['for both'])
  expect(speaks.received.every(text => text.startsWith('{"stormdeck"'))).toBe(true)
  expect(plain.received).toEqual(['for both'])
  // It is told anew what holds, and a newer connection takes its place.
  await until(() => speaks.frames.filter(frame => frame.tier).length === 2)
  await server.connect(`?sdi=${'a'.repeat(32)}`, [SUBPROTOCOL])
  expect(await speaks.closed).toMatchObject({ code: 1000 })
})

test('P12: where the application authenticates, a socket that it was never asked about gets nothing that is published', async () => {
  const server = await start({})
  const before = await server.connect('', [SUBPROTOCOL])
  await server.deck.close()
  const between = await server.connect()
  const deck = again(server, { authenticate: async () => ({ session: 'ana' }) })
  const asked = await server.connect()
  deck.publish('news', 'for those who were asked')
  await until(() => asked.received.length > 0)
  for (const { socket } of [before, between]) socket.send('still served')
  await until(() => before.received.includes('echo still served') && between.received.length > 0)
  expect(before.published).toEqual([])
  expect(between.received).toEqual(['echo still served'])
})

test('P1: a client that speaks the protocol is known by its subprotocol, also where it came before the agent', async () => {
  const server = await start({})
  await server.deck.close()
  const client = await server.connect('', [SUBPROTOCOL])
  const deck = again(server)
  deck.publish('news', 1)
  await until(() => client.published.length > 0)
  expect(client.received.every(text => text.startsWith('{"stormdeck"'))).toBe(true)
})

test('X4: clients that speak the protocol hear that no more beats come, so that they take no silence for death', async () => {
  const server = await start({})
  const [speaks, plain] = [await server.connect('', [SUBPROTOCOL]), await server.connect()]
  await server.deck.close()
  await until(() => speaks.frames.at(-1)?.beat !== undefined)
  expect(frameShape(JSON.parse(speaks.received.at(-1) as string))).toEqual({ beat: MAX_BEAT_MS })
  expect(plain.received).toEqual([])
  const mute = await start({ heartbeat: false })
  const unbeaten = await mute.connect('', [SUBPROTOCOL])
  await mute.deck.close()
  unbeaten.socket.send('there and back')
  await until(() => unbeaten.received.includes('echo there and back'))
  expect(unbeaten.frames.some(frame => 'beat' in frame)).toBe(false)
})
