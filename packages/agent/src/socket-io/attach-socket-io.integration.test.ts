import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import { type AddressInfo, connect as connectTcp } from 'node:net'
import { Server } from 'socket.io'
import { io as connectTo, type ManagerOptions, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Deck } from '../index.ts'
import { leaseOf, setOf, testIssuer } from '../testing/test-issuer.ts'
import { until } from '../testing/test-server.ts'
import { upgradeRequest } from '../testing/upgrade-request.ts'
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

function connect(transports: string[], more: Partial<ManagerOptions> = {}): Socket {
  const { port } = http.address() as AddressInfo
  const client = connectTo(`http://127.0.0.1:${port}`, { transports, reconnection: false, ...more })
  clients.push(client)
  return client
}

async function orderTier2(): Promise<void> {
  await deck.control?.ready
  const order = JSON.stringify(issuer.sign(setOf([leaseOf({ tier: 2 })], { audience: 'io-1' })))
  const url = `http://127.0.0.1:${deck.control?.address?.port}/stormdeck/v1/tier`
  expect((await fetch(url, { method: 'PUT', body: order })).status).toBe(200)
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

test("S2: what the server's own allowRequest refuses is a refusal", async () => {
  io.engine.opts.allowRequest = (_req, done) => done('not today', false)
  start()
  const refused = connect(['polling'])
  await new Promise(resolve => refused.once('connect_error', resolve))
  expect(deck.status().totals).toMatchObject({ attempts: 1, accepted: 0, rejected: { 'bad-request': 1 } })
})

test('S2: who the server lets in later than the agent is held against the limits once more', async () => {
  const verified: (() => void)[] = []
  io.engine.opts.allowRequest = (_req, done) => verified.push(() => done(null, true))
  start({ limits: { mode: 'enforce', connections: 1 } })
  const all = [connect(['websocket']), connect(['websocket']), connect(['polling'])]
  await until(() => verified.length === 3)
  // One after the other, and two in the same turn.
  verified[0]?.()
  await until(() => deck.status().pool.current === 1)
  verified[1]?.()
  verified[2]?.()
  await until(() => deck.status().totals.rejected['node-full'] === 2)
  await until(() => all.filter(client => client.connected).length === 1)
  expect(deck.status()).toMatchObject({ pool: { current: 1 }, totals: { attempts: 3, accepted: 1 } })
})

test('S2: of several whom the server lets in within one turn only as many stay as there is room for', async () => {
  const verified: (() => void)[] = []
  io.engine.opts.allowRequest = (_req, done) => verified.push(() => done(null, true))
  start({ limits: { mode: 'enforce', connections: 1 } })
  const all = [connect(['websocket']), connect(['websocket']), connect(['polling'])]
  await until(() => verified.length === 3)
  for (const done of verified) done()
  await until(() => deck.status().totals.rejected['node-full'] === 2)
  await until(() => all.filter(client => client.connected).length === 1)
  expect(deck.status()).toMatchObject({ pool: { current: 1 }, totals: { attempts: 3, accepted: 1 } })
  expect(io.engine.clientsCount).toBe(1)
})

test('X13: what was wrapped around the agent later stays when the agent goes, and the agent does nothing in it', async () => {
  start()
  const { opts } = io.engine
  const ours = opts.allowRequest
  const outside: typeof ours = (req, done) => ours?.call(opts, req, done)
  opts.allowRequest = outside
  await deck.close()
  expect(opts.allowRequest).toBe(outside)
  const client = connect(['websocket'])
  await until(() => client.connected)
  expect(deck.status().totals).toMatchObject({ attempts: 0, accepted: 0 })
})

test('S3: tier 2 stops droppable events, batches the rest and drops what is too large', async () => {
  start()
  const client = connect(['websocket'])
  const got: unknown[] = []
  client.onAny((event, payload) => got.push([event, payload]))
  await until(() => client.connected)
  expect(await client.emitWithAck('say', 'x'.repeat(70_000))).toBe('echo 70000')
  await orderTier2()
  deck.publish('ticks', 1, { droppable: true })
  deck.publish('news', { a: 1 })
  expect(got).toEqual([])
  await until(() => got.length > 0)
  expect(got).toEqual([['news', { a: 1 }]])
  await expect(client.timeout(300).emitWithAck('say', 'x'.repeat(70_000))).rejects.toThrow()
  expect(await client.emitWithAck('say', 'short')).toBe('echo 5')
})

test('S3: what waits at tier 2 goes out as it was published, also behind a name that Socket.IO keeps for itself', async () => {
  const errors: unknown[] = []
  start({ onError: error => errors.push(error) })
  const client = connect(['websocket'])
  const got: unknown[] = []
  client.onAny((event, payload) => got.push([event, payload]))
  await until(() => client.connected)
  await orderTier2()
  const state = { n: 1, at: new Date(0), part: Buffer.from('before') }
  const alone = Buffer.from('before')
  deck.publish('disconnect', 'not theirs to send')
  deck.publish('state', state)
  deck.publish('alone', alone)
  deck.publish('plain', { n: 1 })
  state.n = 2
  state.part.write('after!')
  alone.write('after!')
  await until(() => got.length === 3)
  expect(got).toEqual([
    ['state', { n: 1, at: '1970-01-01T00:00:00.000Z', part: Buffer.from('before') }],
    ['alone', Buffer.from('before')],
    ['plain', { n: 1 }],
  ])
  expect(errors.map(String)).toEqual([expect.stringContaining('reserved event name')])
})

test('X4: an event that cannot be sent does not keep the agent from going whole', async () => {
  const errors: unknown[] = []
  start({ onError: error => errors.push(error) })
  const client = connect(['websocket'])
  const got: unknown[] = []
  client.onAny(event => got.push(event))
  await until(() => client.connected)
  await orderTier2()
  deck.publish('disconnect', 1)
  deck.publish('news', 2)
  await deck.close()
  await until(() => got.length === 1)
  expect(got).toEqual(['news'])
  expect(errors).toHaveLength(1)
  expect(io.engine.opts.allowRequest).toBeUndefined()
})

test('S5: a binary event that is too large is dropped whole, and the connection goes on', async () => {
  start()
  const two = [connect(['websocket']), connect(['polling'])]
  await until(() => two.every(client => client.connected))
  await orderTier2()
  for (const client of two) {
    const { id } = client
    const say = (bytes: number) => client.timeout(5_000).emitWithAck('say', Buffer.alloc(bytes))
    expect(await say(1_000)).toBe('echo 1000')
    let answered = false
    client.emit('say', Buffer.alloc(70_000), () => {
      answered = true
    })
    expect(await client.timeout(5_000).emitWithAck('say', 'short')).toBe('echo 5')
    expect([answered, client.connected, client.id]).toEqual([false, true, id])
  }
})

test("S4: frames, bytes and buffers are counted per socket, pings are Engine.IO's, and zombies unknown", async () => {
  start()
  const two = [connect(['websocket']), connect(['polling'])]
  await until(() => two.every(client => client.connected))
  const before = deck.status()
  expect(before.totals.framesAround).toBe(0)
  deck.publish('news', 'hello')
  io.emit('around', 1)
  expect(await two[0]?.emitWithAck('say', 'abc')).toBe('echo 3')
  const { traffic, totals, heartbeat, pool } = deck.status()
  // Two of the publication, two around it, and the answer.
  expect((traffic.messagesOut ?? 0) - (before.traffic.messagesOut ?? 0)).toBe(5)
  expect((traffic.messagesIn ?? 0) - (before.traffic.messagesIn ?? 0)).toBe(1)
  expect(traffic.bytesOut).toBeGreaterThan(before.traffic.bytesOut ?? 0)
  expect(totals.framesAround).toBe(2)
  expect(heartbeat).toMatchObject({ pingIntervalMs: 25_000, boundMs: 45_000 })
  expect(pool.zombies).toBeNull()
})

test('S4: what a client does not fetch stays in its send buffer, and is seen there', async () => {
  start()
  const { port } = http.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`
  const opened = await (await fetch(url)).text()
  const { sid } = JSON.parse(opened.slice(1))
  await fetch(`${url}&sid=${sid}`, { method: 'POST', body: '40' })
  await until(() => io.sockets.sockets.size === 1)
  io.emit('large', 'x'.repeat(100_000))
  await until(() => (deck.status().sendBuffer.totalBytes ?? 0) > 100_000)
})

test('F25: who returns is not asked about again, whatever Engine.IO adds to its query; who names another user is', async () => {
  const asked: (string | null)[] = []
  start({
    authenticate: async req => {
      const user = new URL(req.url ?? '', 'http://x').searchParams.get('user')
      asked.push(user)
      return { session: `${user}` }
    },
  })
  const extraHeaders = { cookie: 'SERVERID=a' }
  for (const [n, user] of ['ana', 'ana', 'bob'].entries()) {
    for (const transport of ['polling', 'websocket']) {
      const client = connect([transport], { extraHeaders, query: { user }, forceNew: true })
      await until(() => client.connected)
      client.close()
      await until(() => deck.status().pool.current === 0)
    }
    expect(asked).toEqual(n < 2 ? ['ana'] : ['ana', 'bob'])
  }
})

test('X4: taken out, sockets go on untouched; put in again, they are counted', async () => {
  start()
  const client = connect(['websocket'])
  await until(() => deck.status().pool.current === 1 && client.connected)
  await deck.close()
  const engineSocket = Object.values((io.engine as unknown as { clients: object }).clients)[0]
  expect(Object.hasOwn(engineSocket, 'emit')).toBe(false)
  expect(io.engine.opts.allowRequest).toBeUndefined()
  expect(await client.emitWithAck('say', 'x'.repeat(70_000))).toBe('echo 70000')
  start({ limits: { mode: 'enforce' } })
  expect(deck.status().pool.current).toBe(1)
  expect(await client.emitWithAck('say', 'x'.repeat(70_000))).toBe('echo 70000')
  expect(deck.status().traffic.messagesIn).toBe(1)
  client.close()
  await until(() => deck.status().pool.current === 0)
})

test('X4: a newcomer whose authentication ends after the agent has gone is let in by the host', async () => {
  let answer = () => {}
  start({
    authenticate: () =>
      new Promise(resolve => {
        answer = () => resolve({ session: 'one' })
      }),
  })
  const client = connect(['websocket'])
  await until(() => deck.status().auth.inFlight === 1)
  await deck.close()
  answer()
  await until(() => client.connected)
})

test('X5: attaching twice answers the deck that is there', () => {
  start()
  const said: unknown[] = []
  expect(attachSocketIo(io, { id: 'other', group: 'eu', onError: error => said.push(error) })).toBe(deck)
  expect(said).toHaveLength(1)
})

test('X6: a server without its HTTP server is refused with a sentence', () => {
  start()
  expect(() => attachSocketIo(new Server() as never, { id: 'n', group: 'g' })).toThrow('HTTP server first')
})

test('X9: a client that resets while it is authenticated does not end the process', async () => {
  let answer = () => {}
  start({
    authenticate: () =>
      new Promise(resolve => {
        answer = () => resolve({ session: 'one' })
      }),
  })
  const arrived = once(http, 'upgrade')
  const { port } = http.address() as AddressInfo
  const raw = connectTcp(port, '127.0.0.1').on('error', () => {})
  raw.write(upgradeRequest('/socket.io/?EIO=4&transport=websocket'))
  const [, far] = await arrived
  await until(() => deck.status().auth.inFlight === 1)
  raw.resetAndDestroy()
  await until(() => far.closed)
  answer()
  await until(() => deck.status().auth.inFlight === 0)
})

test('X11: permessage-deflate is a warning, here too', () => {
  start()
  expect(deck.status().warnings.map(({ id }) => id)).not.toContain('permessage-deflate')
  const compressing = new Server(createServer(), { perMessageDeflate: true, wsEngine: WebSocketServer })
  const other = attachSocketIo(compressing, { id: 'io-2', group: 'eu' })
  expect(other.status().warnings).toContainEqual({
    id: 'permessage-deflate',
    text: expect.stringContaining('226 to 240 KB'),
    fix: 'new Server(http, { perMessageDeflate: false })',
  })
  return other.close()
})
