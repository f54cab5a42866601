import { FALLBACK_PATHS, SUBPROTOCOL } from '@stormdeck/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { PartyTable } from './limits/party-table.ts'
import { leaseOf, setOf } from './testing/test-issuer.ts'
import { TestServer, until } from './testing/test-server.ts'

let server: TestServer

afterEach(() => server.stop())

/** An application that answers when the test says so. */
function slowAuthentication() {
  const asked: (() => void)[] = []
  let sessions = 0
  const authenticate = () =>
    new Promise<{ session: string; client: string }>(resolve => {
      asked.push(() => resolve({ session: `s-${sessions++}`, client: 'ana' }))
    })
  const answer = () => {
    for (const resolve of asked.splice(0)) resolve()
  }
  return { asked, authenticate, answer }
}

test('L2: who has queued is held against the limits again when it is let in', async () => {
  server = await TestServer.start({
    acceptsPerSecond: 20,
    limits: { mode: 'enforce', connections: 4, perAddress: 100 },
  })
  const clients = await Promise.all(Array.from({ length: 10 }, () => server.connect()))
  expect(clients.filter(({ socket }) => socket.readyState === 1)).toHaveLength(4)
  expect(clients.filter(({ status }) => status === 503)).toHaveLength(6)
  expect(server.deck.status().totals).toMatchObject({ accepted: 4, rejected: { 'node-full': 6 } })
})

test('L2: a client is held to its own limit through the queue', async () => {
  server = await TestServer.start({
    acceptsPerSecond: 20,
    limits: { mode: 'enforce', perClient: 2, clientKey: () => 'ana' },
  })
  const clients = await Promise.all(Array.from({ length: 6 }, () => server.connect()))
  expect(clients.filter(({ socket }) => socket.readyState === 1)).toHaveLength(2)
  expect(clients.filter(({ status }) => status === 429)).toHaveLength(4)
})

test('L2: two that are authenticated in the same moment do not both get the last place', async () => {
  const { asked, authenticate, answer } = slowAuthentication()
  server = await TestServer.start({ authenticate, limits: { mode: 'enforce', connections: 1 } })
  const both = [server.connect(), server.connect()]
  await until(() => asked.length === 2)
  answer()
  const statuses = (await Promise.all(both)).map(({ status }) => status)
  expect(statuses.sort()).toEqual([503, null])
})

test('P5: who was being authenticated when the tier came is refused by it', async () => {
  const { asked, authenticate, answer } = slowAuthentication()
  server = await TestServer.start({ authenticate })
  const [stranger, announced] = [server.connect(), server.connect('', [SUBPROTOCOL])]
  await until(() => asked.length === 2)
  await server.order(setOf([leaseOf({ tier: 3 })]))
  answer()
  expect((await stranger).status).toBe(503)
  expect(await (await announced).closed).toMatchObject({ code: 1013, reason: 'tier' })
  expect(server.deck.status().totals).toMatchObject({ accepted: 0, rejected: { tier: 2 } })
})

test('X2: an application that answers a request itself while it waits does not meet a second answer', async () => {
  const { asked, authenticate, answer } = slowAuthentication()
  server = await TestServer.start({ authenticate, fallback: 'handler' })
  server.http.removeAllListeners('request')
  server.http.on('request', (req, res) => {
    server.deck.handle(req, res)
    if (req.url?.includes('late')) res.writeHead(504).end()
  })
  const cases = [
    { tier: 3, path: FALLBACK_PATHS.events },
    { tier: 4, path: FALLBACK_PATHS.poll },
  ] as const
  for (const [n, { tier, path }] of cases.entries()) {
    await server.order(setOf([leaseOf({ id: `lease-${n}`, tier })], { revision: n + 1 }))
    expect((await server.fallback(`${path}?stormdeck=v1&late`)).status).toBe(504)
    await until(() => asked.length === 1)
    answer()
  }
  await until(() => asked.length === 0)
  await server.status()
  expect(server.deck.status().pool.current).toBe(0)
  expect(server.errors).toEqual([])
})

test('X3: an error of the agent itself lets nobody past the authentication of the application', async () => {
  server = await TestServer.start({ authenticate: async () => null, limits: { mode: 'enforce' } })
  const broken = vi.spyOn(PartyTable.prototype, 'attempt').mockImplementation(() => {
    throw new Error('broken')
  })
  expect((await server.connect()).status).toBe(401)
  broken.mockRestore()
  expect(server.errors).toHaveLength(1)
})

test('C10: a version that a client invents cannot spoil the status', async () => {
  server = await TestServer.start({
    limits: { clientKey: () => 7 as unknown as string },
    clientVersion: () => '1.0\u009b\u202e',
  })
  for (const version of ['%01', '%C2%9B2J', '%E2%80%AE1', '%0A', '3%F0%9F%98%80'])
    await server.connect(`?sdv=${version}`)
  await server.connect()
  const { clients } = await server.status()
  const versions = clients.versions.map(({ version }) => version)
  expect(versions.sort()).toEqual(['1.0\ufffd\ufffd', '3😀', '\ufffd', '\ufffd1', '\ufffd2J'].sort())
  expect((await server.control('/stormdeck/v1/clients')).status).toBe(200)
  expect(server.errors).toEqual([])
})

test('L2: who gets in later than it was admitted is held against the limits once more', async () => {
  server = await TestServer.start({ limits: { mode: 'enforce', connections: 1 } })
  const verified: (() => void)[] = []
  server.wss.options.verifyClient = (_info, done) => verified.push(() => done(true))
  const all = ['', '', SUBPROTOCOL].map(name => server.connect('', name === '' ? [] : [name]))
  await until(() => verified.length === 3)
  for (const done of verified) done()
  const [first, second, announced] = await Promise.all(all)
  expect(first?.socket.readyState).toBe(WebSocket.OPEN)
  expect(await second?.closed).toEqual({ code: 1013, reason: 'node-full' })
  expect(second?.received).toEqual([])
  expect(await announced?.closed).toEqual({ code: 1013, reason: 'node-full' })
  expect(announced?.frames[0]).toHaveProperty('tier')
  expect(server.deck.status()).toMatchObject({
    pool: { current: 1 },
    totals: { attempts: 3, accepted: 1, rejected: { 'node-full': 2 } },
  })
})

test('L2: and against a tier that came meanwhile', async () => {
  server = await TestServer.start()
  const verified: (() => void)[] = []
  server.wss.options.verifyClient = (_info, done) => verified.push(() => done(true))
  const client = server.connect()
  await until(() => verified.length === 1)
  await server.order(setOf([leaseOf({ tier: 3 })]))
  verified[0]?.()
  expect(await (await client).closed).toEqual({ code: 1013, reason: 'tier' })
})

test('X4: who is verified by the application after the agent has gone is let in', async () => {
  server = await TestServer.start()
  const verified: (() => void)[] = []
  server.wss.options.verifyClient = (_info, done) => verified.push(() => done(true))
  const arrived = server.connect()
  await until(() => verified.length === 1)
  await server.deck.close()
  verified[0]?.()
  const { socket } = await arrived
  const echoed = new Promise(resolve => socket.once('message', data => resolve(String(data))))
  socket.send('still here')
  expect(await echoed).toBe('echo still here')
})

test('L1: in observe mode a refusal by a client that authentication names is counted, once', async () => {
  let user = 'ana'
  let sessions = 0
  server = await TestServer.start({
    authenticate: async () => ({ session: `s-${sessions++}`, client: user }),
    limits: { perClient: 1 },
  })
  await server.connect()
  await server.connect()
  expect(server.deck.status()).toMatchObject({
    pool: { current: 2 },
    totals: { accepted: 2, rejected: {}, wouldReject: { 'per-client': 1 } },
  })
  user = 'bob'
  await server.connect()
  expect(server.deck.status().totals.wouldReject).toEqual({ 'per-client': 1 })
})

test('L1: who is over several limits is one refusal, as it would be if they were enforced', async () => {
  let sessions = 0
  server = await TestServer.start({
    authenticate: async () => ({ session: `s-${sessions++}`, client: 'ana' }),
    limits: { perClient: 1, connections: 1 },
  })
  await server.connect()
  await server.connect()
  expect(server.deck.status().totals.wouldReject).toEqual({ 'node-full': 1 })
})

const bits = 'd'.repeat(32)

test('F27: at its own limit, a session that comes again replaces its old connection and is not refused for it', async () => {
  server = await TestServer.start({
    authenticate: async () => ({ session: 's', client: 'ana' }),
    limits: { mode: 'enforce', perClient: 1 },
  })
  const first = await server.connect()
  const second = await server.connect()
  expect(second.socket.readyState).toBe(WebSocket.OPEN)
  expect((await first.closed).code).toBe(1000)
  expect(server.deck.status()).toMatchObject({
    pool: { current: 1 },
    totals: { accepted: 2, rejected: {}, closed: { replaced: 1 } },
  })
})

test('F27: nor on a full node, where nobody else gets in', async () => {
  server = await TestServer.start({ limits: { mode: 'enforce', connections: 1, perAddress: 1 } })
  await server.connect(`?sdi=${bits}`, [SUBPROTOCOL])
  expect((await server.connect()).status).toBe(503)
  const stranger = await server.connect(`?sdi=${'e'.repeat(32)}`, [SUBPROTOCOL])
  expect(await stranger.closed).toMatchObject({ code: 1013, reason: 'node-full' })
  const again = await server.connect(`?sdi=${bits}`, [SUBPROTOCOL])
  expect(again.socket.readyState).toBe(WebSocket.OPEN)
  expect(server.deck.status()).toMatchObject({
    pool: { current: 1 },
    totals: { accepted: 2, rejected: { 'node-full': 2 }, closed: { replaced: 1 } },
  })
})

test('F27: on a full node who drew the bits of a session is authenticated, and gets in as that session only', async () => {
  server = await TestServer.start({
    authenticate: async req => ({ session: `${req.headers.authorization}` }),
    limits: { mode: 'enforce', connections: 1, perAddress: 1 },
  })
  const as = (user: string) => server.connect(`?sdi=${bits}`, [SUBPROTOCOL], { authorization: user })
  const first = await as('ana')
  expect(await (await as('eve')).closed).toMatchObject({ code: 1013, reason: 'node-full' })
  expect(first.socket.readyState).toBe(WebSocket.OPEN)
  expect((await as('ana')).socket.readyState).toBe(WebSocket.OPEN)
  expect((await first.closed).code).toBe(1000)
  expect(server.deck.status().pool.current).toBe(1)
})

test('F27: two that come again as the same session at once leave one of them', async () => {
  const { asked, authenticate, answer } = slowAuthentication()
  server = await TestServer.start({
    authenticate: async () => ({ ...(await authenticate()), session: 's' }),
    limits: { mode: 'enforce', connections: 1, perClient: 1 },
  })
  const all = [1, 2, 3].map(() => server.connect())
  await until(() => asked.length === 3)
  answer()
  await Promise.all(all)
  expect(server.deck.status()).toMatchObject({
    pool: { current: 1 },
    totals: { accepted: 3, closed: { replaced: 2 } },
  })
})
