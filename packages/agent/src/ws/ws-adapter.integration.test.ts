import { connect } from 'node:net'
import {
  FALLBACK_PATHS,
  FULL_SETTINGS,
  frameShape,
  parse,
  REDUCED_SETTINGS,
  SUBPROTOCOL,
} from '@stormdeck/protocol'
import { afterEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { attach } from '../index.ts'
import { TestClock } from '../testing/test-clock.ts'
import { leaseOf, setOf } from '../testing/test-issuer.ts'
import { TestServer, until } from '../testing/test-server.ts'
import { upgradeRequest } from '../testing/upgrade-request.ts'

let server: TestServer

afterEach(() => server.stop())

test('X1: a client that says nothing sees exactly what it saw without the agent', async () => {
  server = await TestServer.start()
  const client = await server.connect()
  expect(client.socket.protocol).toBe('')
  client.socket.send('hi')
  server.deck.publish('news', { a: 1 })
  await until(() => client.received.length >= 2)
  expect(client.received.sort()).toEqual(['echo hi', '{"a":1}'])
  expect(server.errors).toEqual([])
})

test('P1: an announced client is told tier and settings first, then gets published messages with a cursor', async () => {
  server = await TestServer.start()
  const client = await server.connect('?sdv=3.2.0', [SUBPROTOCOL])
  server.deck.publish('news', { a: 1 })
  server.deck.publish('news', 'text')
  await until(() => client.published.length === 2)
  expect(client.frames[0]).toMatchObject({
    tier: 1,
    windowMs: 5_000,
    fallback: { events: '/stormdeck/events' },
  })
  expect(client.published).toEqual([{ a: 1 }, 'text'])
  const status = await server.status()
  expect(status.clients).toMatchObject({ protocolShare: 1, versions: [{ version: '3.2.0', connections: 1 }] })
})

test.each([
  ['P1: greeting and tier', { mode: 'observe' as const }, '"windowMs"'],
  ['L3: window and refusal', { mode: 'enforce' as const, connections: 1 }, 'node-full'],
])('%s come with the answer to the upgrade, in one write', async (_what, limits, said) => {
  server = await TestServer.start({ limits })
  await server.connect()
  let writes = 0
  server.http.once('connection', accepted => {
    for (const name of ['_write', '_writev'] as const) {
      const write = accepted[name] as (...args: unknown[]) => void
      accepted[name] = (...args: unknown[]) => {
        writes++
        write.apply(accepted, args)
      }
    }
  })
  const socket = connect(server.port, '127.0.0.1')
  let heard = ''
  socket.on('data', data => {
    heard += data
  })
  socket.write(upgradeRequest('/', [`Sec-WebSocket-Protocol: ${SUBPROTOCOL}`]))
  await until(() => heard.includes(said))
  expect(heard).toMatch(/^HTTP\/1.1 101 /)
  expect(writes).toBe(1)
  socket.destroy()
})

test('L1: in observe mode nothing is refused, and what would have been is counted', async () => {
  server = await TestServer.start({ limits: { mode: 'observe', perAddress: 2 } })
  const clients = [await server.connect(), await server.connect(), await server.connect()]
  expect(clients.map(client => client.socket.readyState)).toEqual([1, 1, 1])
  expect((await server.status()).totals.wouldReject).toEqual({ 'per-address': 1 })
})

test('L2: enforced limits are refused in the open: 429 by address, 503 with Retry-After when the node is full', async () => {
  server = await TestServer.start({ limits: { mode: 'enforce', connections: 5, perAddress: 3 } })
  for (let i = 0; i < 3; i++) await server.connect()
  const fourth = await server.connect()
  expect([fourth.status, fourth.headers['retry-after']]).toEqual([429, '30'])
  await server.stop()
  server = await TestServer.start({ limits: { mode: 'enforce', connections: 3 } })
  for (let i = 0; i < 3; i++) await server.connect()
  const full = await server.connect()
  expect([full.status, full.headers['retry-after']]).toEqual([503, '30'])
  expect((await server.status()).totals.rejected).toEqual({ 'node-full': 1 })
})

test('L3: an announced client is let in, told the window, and closed with 1013', async () => {
  server = await TestServer.start({ limits: { mode: 'enforce', connections: 1 }, ticketKey: 'secret of eu' })
  await server.connect()
  const client = await server.connect(`?sdi=${'a'.repeat(32)}`, [SUBPROTOCOL])
  expect(await client.closed).toEqual({ code: 1013, reason: 'node-full' })
  expect(client.frames[0]).toMatchObject({
    windowMs: 5_000,
    ticket: expect.stringContaining('.'),
    ticketSpanMs: 5_000,
    // Another node may take it, where a position of this one would be a reset.
    cursor: null,
  })
  expect(server.deck.status().pool.current).toBe(1)
})

test('L4: a limit by client counts where the application names the client', async () => {
  const clientKey = (req: { url?: string | undefined }) =>
    new URL(req.url ?? '/', 'http://x').searchParams.get('user')
  server = await TestServer.start({ limits: { mode: 'enforce', perClient: 2, clientKey } })
  await server.connect('?user=ana')
  await server.connect('?user=ana')
  expect((await server.connect('?user=ana')).status).toBe(429)
  expect((await server.connect('?user=ben')).status).toBeNull()
  expect(server.deck.status().pool).toMatchObject({ perClient: 2, perAddress: 100 })
  const top = await (await server.control('/stormdeck/v1/clients?top=1')).json()
  expect(top).toMatchObject([{ connections: 2, attemptsLast60s: 3 }])
})

test('L14: who is refused because the node is full is listed, by its key or else by its address', async () => {
  const clientKey = (req: { url?: string | undefined }) =>
    new URL(req.url ?? '/', 'http://x').searchParams.get('user')
  for (const [naming, path] of [
    [{ clientKey }, '?user=ana'],
    [{}, ''],
  ] as const) {
    server = await TestServer.start({ limits: { mode: 'enforce', connections: 1, ...naming } })
    await server.connect(path)
    for (let n = 0; n < 3; n++) expect((await server.connect(path)).status).toBe(503)
    const top = await (await server.control('/stormdeck/v1/clients?top=5')).json()
    expect(top).toMatchObject([{ connections: 1, attemptsLast60s: 4 }])
    await server.stop()
  }
})

test('L4: where nobody names clients, no limit per client is shown', async () => {
  server = await TestServer.start({ limits: { perClient: 2, perAddress: 7 } })
  expect((await server.status()).pool).toMatchObject({ perClient: null, perAddress: 7 })
})

test('L5: every way out takes a session out of every map', async () => {
  server = await TestServer.start()
  const clients = await Promise.all(Array.from({ length: 20 }, () => server.connect()))
  expect(server.deck.status().pool).toMatchObject({ current: 20, byTransport: { websocket: 20 } })
  for (const [index, { socket }] of clients.entries()) {
    if (index % 2) socket.terminate()
    else socket.close()
  }
  await until(() => server.deck.status().pool.current === 0)
  const { totals, pool, clients: seen } = server.deck.status()
  expect(totals.closed).toEqual({ abnormal: 10, client: 10 })
  expect(pool.sessionsLast60s).toBe(20)
  expect(seen.topAddressShare).toBeNull()
})

test('L6: from the soft limit on new clients are reduced, and that ends only under the warning threshold', async () => {
  server = await TestServer.start({ limits: { mode: 'enforce', connections: 10 } })
  const clients = []
  for (let i = 0; i < 9; i++) clients.push(await server.connect('', [SUBPROTOCOL]))
  const tiers = clients.map(client => client.frames[0]?.tier)
  expect(tiers).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 2])
  expect(server.deck.status()).toMatchObject({
    tier: { ordered: 1, effective: 2, local: { reason: 'soft-limit' } },
    pool: { reduced: 1 },
  })
  clients[0]?.socket.terminate()
  await until(() => server.deck.status().pool.current === 8)
  expect(server.deck.status().tier.effective).toBe(2)
  clients[1]?.socket.terminate()
  clients[2]?.socket.terminate()
  await until(() => server.deck.status().tier.effective === 1)
  expect(server.deck.status().pool).toMatchObject({ current: 6, reduced: 0 })
})

test('T20: under tier 2 droppable topics stop and the rest is batched; after it both come again, none lost', async () => {
  const clock = new TestClock()
  server = await TestServer.start({ clock })
  const plain = await server.connect()
  const announced = await server.connect('', [SUBPROTOCOL])
  expect((await server.order(setOf([leaseOf({ tier: 2, remainingMs: 60_000 })]))).status).toBe(200)
  // Once this has come, nothing goes out before the clock does.
  clock.freeze()
  server.deck.publish('news', 'before')
  clock.advance(1_000)
  await until(() => plain.received.length === 1)
  for (let n = 0; n < 5; n++) {
    server.deck.publish('ticks', { droppable: n }, { droppable: true })
    server.deck.publish('news', { n })
  }
  plain.socket.send('there and back')
  await until(() => plain.received.length > 1)
  expect(plain.received).toEqual(['before', 'echo there and back'])
  clock.advance(1_000)
  await until(() => announced.published.length === 6)
  expect(announced.frames.filter(frame => frame.messages)).toHaveLength(2)
  await until(() => plain.received.length > 6)
  expect(plain.received.slice(2)).toEqual([0, 1, 2, 3, 4].map(n => `{"n":${n}}`))
  expect(announced.frames.map(frame => frame.tier).filter(Boolean)).toEqual([1, 2])
  expect(server.deck.status()).toMatchObject({
    totals: { dropped: 5 },
    heartbeat: { pingIntervalMs: 60_000 },
  })
  clock.advance(60_000)
  await until(() => server.deck.status().tier.effective === 1)
  server.deck.publish('ticks', { droppable: 5 }, { droppable: true })
  await until(() => plain.received.includes('{"droppable":5}'))
  await until(() => announced.frames.at(-1)?.messages !== undefined)
  expect(announced.published).toEqual(['before', ...[0, 1, 2, 3, 4].map(n => ({ n })), { droppable: 5 }])
})

test('T21: too large a message is dropped with a word, and the third closes with 1008', async () => {
  server = await TestServer.start()
  const client = await server.connect('', [SUBPROTOCOL])
  const large = 'x'.repeat(64 * 1024 + 1)
  client.socket.send(large)
  await until(() => client.received.length === 2)
  await server.order(setOf([leaseOf({ tier: 2 })]))
  for (let i = 0; i < 3; i++) client.socket.send(large)
  expect((await client.closed).code).toBe(1008)
  const errors = client.frames.filter(frame => frame.error)
  expect(errors).toHaveLength(3)
  expect(errors[0]).toMatchObject({ error: { code: 'too-large' } })
  expect(client.received.filter(text => text.startsWith('echo'))).toHaveLength(1)
  await until(() => server.deck.status().totals.closed.policy === 1)
})

test('T23: with limits enforced the limits of F23 hold at tier 1: 1 MiB a message, 100 a second', async () => {
  const clock = new TestClock()
  server = await TestServer.start({ clock, limits: { mode: 'enforce' } })
  const client = await server.connect('', [SUBPROTOCOL])
  clock.freeze()
  client.socket.send('x'.repeat(1024 * 1024 + 1))
  for (let n = 0; n < 150; n++) client.socket.send(`${n}`)
  client.socket.close()
  await client.closed
  const errors = client.frames.filter(frame => 'error' in frame).map(({ error }) => error)
  expect(errors).toMatchObject([{ code: 'too-large' }, { code: 'too-many' }])
  const echoes = client.received.filter(text => text.startsWith('echo'))
  expect(echoes).toEqual(Array.from({ length: 100 }, (_, n) => `echo ${n}`))
})

test('T23: only limits that are enforced are named: none in observe mode, those of tier 2 while it is in force', async () => {
  server = await TestServer.start()
  const client = await server.connect('', [SUBPROTOCOL])
  const none = { maxMessageBytes: Number.MAX_SAFE_INTEGER, maxMessagesPerSecond: Number.MAX_SAFE_INTEGER }
  await until(() => client.frames.length === 1)
  expect(client.frames[0]).toMatchObject({ settings: { ...FULL_SETTINGS, ...none } })
  const [hint] = (await (await server.fallback(FALLBACK_PATHS.hint)).json()) as unknown[]
  expect(hint).toMatchObject({ stormdeck: { settings: { ...FULL_SETTINGS, ...none } } })
  expect(parse(frameShape, hint).ok).toBe(true)
  await server.order(setOf([leaseOf({ tier: 2 })]))
  await until(() => client.frames.length === 2)
  expect(client.frames[1]).toMatchObject({ settings: REDUCED_SETTINGS })
})

test('T23: with limits enforced they are named at tier 1', async () => {
  server = await TestServer.start({ limits: { mode: 'enforce' } })
  const client = await server.connect('', [SUBPROTOCOL])
  await until(() => client.frames.length === 1)
  expect(client.frames[0]).toMatchObject({ settings: FULL_SETTINGS })
})

test('T22: under tier 2 ten messages a second go through', async () => {
  const clock = new TestClock()
  server = await TestServer.start({ clock })
  const client = await server.connect('', [SUBPROTOCOL])
  await server.order(setOf([leaseOf({ tier: 2 })]))
  clock.freeze()
  for (let i = 0; i < 15; i++) client.socket.send(`${i}`)
  client.socket.close()
  await client.closed
  expect(client.frames.filter(frame => frame.error)).toMatchObject([{ error: { code: 'too-many' } }])
  const echoes = client.received.filter(text => text.startsWith('echo'))
  expect(echoes).toEqual(Array.from({ length: 10 }, (_, n) => `echo ${n}`))
})

test('H1: a silent peer is a zombie past half its deadline and gone after it; a living one stays', async () => {
  server = await TestServer.start({
    heartbeat: { pingIntervalMs: 300, pongDeadlineMs: 400, tickMs: 100, destroy: true },
  })
  const living = await server.connect()
  const silent = connect(server.port, '127.0.0.1')
  silent.on('error', () => {})
  silent.write(upgradeRequest())
  await until(() => server.deck.status().pool.current === 2)
  await until(() => server.deck.status().pool.zombies === 1)
  await until(() => server.deck.status().pool.current === 1)
  silent.destroy()
  expect(server.deck.status()).toMatchObject({
    totals: { zombiesDestroyed: 1, closed: { zombie: 1 } },
    pool: { zombies: 0 },
  })
  await until(() => (server.deck.status().heartbeat.n ?? 0) > 2)
  expect(living.socket.readyState).toBe(WebSocket.OPEN)
})

test('H7: with limits only observed a silent peer is counted and not destroyed; enforced, the default is F20', async () => {
  const heartbeat = { pingIntervalMs: 100, pongDeadlineMs: 100, tickMs: 50 }
  server = await TestServer.start({ heartbeat })
  const client = await server.connect()
  let pings = 0
  client.socket.on('ping', () => {
    pings++
  })
  // What a peer does that has gone without a word.
  ;(client.socket as unknown as { pong(): void }).pong = () => {}
  await until(() => server.deck.status().pool.zombies === 1)
  const before = pings
  await until(() => pings > before + 2)
  expect(server.deck.status()).toMatchObject({
    totals: { zombiesDestroyed: 0 },
    heartbeat: { boundMs: null },
  })
  client.socket.send('still here')
  await until(() => client.received.includes('echo still here'))
  await server.stop()
  server = await TestServer.start({ limits: { mode: 'enforce' } })
  expect(server.deck.status().heartbeat.boundMs).toBe(60_000)
})

test('L7: handshakes that were begun and not finished are counted', async () => {
  server = await TestServer.start()
  const sockets = [1, 2, 3].map(() => connect(server.port, '127.0.0.1'))
  for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nHost: x\r\n')
  await until(() => server.deck.status().pool.unfinishedHandshakes === 3)
  await server.connect()
  for (const socket of sockets) socket.destroy()
  await until(() => server.deck.status().pool.unfinishedHandshakes === 0)
})

test('F27: a session that comes again replaces its old connection; a stranger cannot name it', async () => {
  const authenticate = async (req: { headers: { authorization?: string | undefined } }) => {
    const user = req.headers.authorization?.replace('Bearer ', '')
    return user ? { session: `${user}-tab-1`, client: user } : null
  }
  server = await TestServer.start({ authenticate })
  const refused = await server.connect()
  expect(refused.status).toBe(401)
  const first = await server.connect('', [], { authorization: 'Bearer ana' })
  const second = await server.connect('', [], { authorization: 'Bearer ana' })
  expect((await first.closed).code).toBe(1000)
  expect(second.socket.readyState).toBe(WebSocket.OPEN)
  const { pool, totals, auth } = server.deck.status()
  expect(pool.current).toBe(1)
  expect(totals.closed).toEqual({ replaced: 1 })
  expect(auth).toMatchObject({ full: 1, cached: 1, failed: 1, inFlight: 0, breaker: 'closed' })
})

test('X2: hooks that throw do not break the host', async () => {
  const boom = () => {
    throw new Error('boom')
  }
  server = await TestServer.start({ clientVersion: boom, limits: { mode: 'enforce', clientKey: boom } })
  const client = await server.connect()
  expect(client.socket.readyState).toBe(WebSocket.OPEN)
  expect(server.errors).toHaveLength(2)
  server.deck.publish('news', 10n)
  expect(server.errors).toHaveLength(3)
})

test('X3: authentication that fails is refused as unavailable, and its breaker opens', async () => {
  server = await TestServer.start({
    authenticate: async () => {
      throw new Error('the auth service is down')
    },
  })
  for (let i = 0; i < 6; i++) expect((await server.connect()).status).toBe(503)
  const { auth, totals } = server.deck.status()
  expect(auth.breaker).toBe('open')
  expect(totals.rejected).toEqual({ 'auth-unavailable': 6 })
})

test('X4: taken out, the server goes on with its sockets; put in again, it counts them', async () => {
  server = await TestServer.start()
  const client = await server.connect()
  await server.deck.close()
  client.socket.send('still here')
  await until(() => client.received.includes('echo still here'))
  expect(Object.hasOwn(server.wss, 'handleUpgrade')).toBe(false)
  expect(Object.hasOwn(server.http, 'emit')).toBe(false)
  const deck = attach(server.wss, { id: 'ws-1', group: 'eu' })
  expect(deck.status().pool.current).toBe(1)
  // Its memory is in what stands now: there is no base to tell it from.
  expect(deck.status().memory).toMatchObject({ baseRssBytes: null, baseLiveBytes: null })
  client.socket.send('counted')
  await until(() => client.received.includes('echo counted'))
  expect(deck.status().traffic).toMatchObject({ messagesIn: 1, messagesOut: 1 })
  expect(deck.status().totals.framesAround).toBe(1)
  await deck.close()
})

test('X5: attaching twice answers the deck that is there', async () => {
  server = await TestServer.start()
  const said: unknown[] = []
  expect(attach(server.wss, { id: 'other', group: 'eu', onError: error => said.push(error) })).toBe(
    server.deck,
  )
  expect(said).toHaveLength(1)
  const onError = () => {
    throw new Error('of the application')
  }
  expect(attach(server.wss, { id: 'other', group: 'eu', onError })).toBe(server.deck)
})

test('X6: what cannot work is refused with a sentence before anything is touched', async () => {
  server = await TestServer.start()
  await server.deck.close()
  const tryTo = (options: object) => () => attach(server.wss, { id: 'ws-1', group: 'eu', ...options })
  expect(tryTo({ id: 'a b' })).toThrow('id must be')
  expect(tryTo({ control: { port: 0, host: '0.0.0.0' } })).toThrow('control.tls')
  expect(tryTo({ trust: [{ keyId: 'k', publicKey: 'short' }] })).toThrow('32 bytes')
  expect(tryTo({ limits: { trustedProxies: ['proxy.local'] } })).toThrow('not an address')
  expect(tryTo({ limits: { connections: 0 } })).toThrow('at least 1')
  expect(tryTo({ limits: { mode: 'enforced' } })).toThrow("'observe' or 'enforce'")
  for (const acceptsPerSecond of [Number.NaN, 0, Number.POSITIVE_INFINITY])
    expect(tryTo({ acceptsPerSecond })).toThrow('acceptsPerSecond must be')
  expect(Object.hasOwn(server.wss, 'handleUpgrade')).toBe(false)
})

test('A6: attempts are counted before limits; those who cannot say what they are, as unknown', async () => {
  server = await TestServer.start({ limits: { mode: 'enforce', connections: 1 } })
  await server.connect('?stormdeck=v1')
  await server.connect('?stormdeck=v1&sdr=1')
  await server.connect()
  const { attempts, totals } = await server.status()
  const sum = (series: (number | null)[]) => series.reduce<number>((total, count) => total + (count ?? 0), 0)
  expect([attempts.firstTime, attempts.reconnect, attempts.unknown, attempts.rejected].map(sum)).toEqual([
    1, 1, 1, 2,
  ])
  expect(totals).toMatchObject({ attempts: 3, accepted: 1, rejected: { 'node-full': 2 } })
})

test('X11: permessage-deflate and one address for everybody are warnings with what to change', async () => {
  server = await TestServer.start()
  const compressing = new WebSocketServer({ noServer: true, perMessageDeflate: true })
  const deck = attach(compressing, { id: 'ws-2', group: 'eu' })
  expect(deck.status().warnings).toContainEqual({
    id: 'permessage-deflate',
    text: expect.stringContaining('226 to 240 KB'),
    fix: 'new WebSocketServer({ perMessageDeflate: false })',
  })
  await deck.close()
  const ids = () => server.deck.status().warnings.map(({ id }) => id)
  await Promise.all(Array.from({ length: 49 }, () => server.connect()))
  expect(ids()).not.toContain('one-address')
  await server.connect()
  expect(server.deck.status().warnings).toContainEqual({
    id: 'one-address',
    text: expect.stringContaining('100 %'),
    fix: expect.stringContaining('trustedProxies'),
  })
  expect(server.deck.status().clients.topAddressShare).toBe(1)
  expect(ids()).not.toContain('permessage-deflate')
})
