import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { connect, type Socket } from 'node:net'
import { FALLBACK_PATHS, type Frame, frameShape, SUBPROTOCOL } from '@stormdeck/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TestClock } from '../testing/test-clock.ts'
import { leaseOf, setOf } from '../testing/test-issuer.ts'
import { TestServer, until } from '../testing/test-server.ts'

const ME = `sdi=${'b'.repeat(32)}&stormdeck=v1`
let server: TestServer
let revision = 0

beforeEach(() => {
  revision = 0
})
afterEach(() => server.stop())

async function orderTier(tier: 1 | 2 | 3 | 4 | 5): Promise<void> {
  revision++
  await server.order(setOf(tier === 1 ? [] : [leaseOf({ id: `lease-${revision}`, tier })], { revision }))
}

const ask = (path: string, init?: RequestInit) => server.fallback(path, init)

async function framesOf(answer: Response): Promise<Frame[]> {
  return ((await answer.json()) as unknown[]).map(frame => frameShape(frame))
}

const dataOf = (frames: Frame[]) =>
  frames.flatMap(frame => ('delivery' in frame ? frame.delivery.messages.map(({ data }) => data) : []))

function cursorOf(frames: Frame[]): string {
  const delivery = frames.find(frame => 'delivery' in frame)
  return delivery && 'delivery' in delivery ? encodeURIComponent(delivery.delivery.cursor) : ''
}

/** Reads an event stream until it has what is waited for. */
async function readStream(answer: Response, enough: (frames: Frame[]) => boolean): Promise<Frame[]> {
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { value, done } = await reader.read()
    text += decoder.decode(value, { stream: true })
    const frames = text
      .split('\n\n')
      .slice(0, -1)
      .map(event => frameShape(JSON.parse(event.replace('data: ', ''))))
    if (done || enough(frames)) {
      await reader.cancel()
      return frames
    }
  }
}

test('P5: at tier 3 sockets are refused to new sessions, and event streams carry on from the cursor', async () => {
  server = await TestServer.start()
  const before = await server.connect(`?${ME}`, [SUBPROTOCOL])
  server.deck.publish('news', 1)
  await until(() => before.published.length === 1)
  const cursor = encodeURIComponent(String(before.frames.at(-1)?.cursor))
  await orderTier(3)
  server.deck.publish('news', 2)
  const refused = await server.connect('', [SUBPROTOCOL])
  expect(await refused.closed).toMatchObject({ code: 1013, reason: 'tier' })
  expect(refused.frames[0]).toMatchObject({ tier: 3, fallback: FALLBACK_PATHS })
  const stream = ask(`${FALLBACK_PATHS.events}?${ME}&sdc=${cursor}&sdr=1`)
  await until(() => server.deck.status().pool.byTransport.events === 1)
  server.deck.publish('news', 3)
  const frames = await readStream(await stream, seen => dataOf(seen).length === 2)
  expect(frames[0]).toMatchObject({ hello: { tier: 3 } })
  expect(dataOf(frames)).toEqual([2, 3])
  await until(() => server.deck.status().pool.byTransport.events === 0)
  expect(before.socket.readyState).toBe(3)
  expect(server.deck.status().totals.closed).toMatchObject({ replaced: 1, client: 1 })
  // One client all the time, though two of its sessions have ended.
  expect(server.deck.status().pool.sessionsLast60s).toBe(1)
})

test('H2: a stream that takes nothing is gone after interval and deadline; one that reads stays', async () => {
  const clock = new TestClock()
  server = await TestServer.start({
    clock,
    heartbeat: { tickMs: 10, pingIntervalMs: 100, pongDeadlineMs: 100 },
  })
  await orderTier(3)
  const reading = await ask(`${FALLBACK_PATHS.events}?${ME}`)
  const read = reading.body?.pipeTo(new WritableStream({ write() {} })).catch(() => {})
  const stalled = connect(server.port, '127.0.0.1').pause()
  stalled.on('error', () => {})
  stalled.write(`GET ${FALLBACK_PATHS.events}?sdi=${'c'.repeat(32)} HTTP/1.1\r\nHost: x\r\n\r\n`)
  await until(() => server.deck.status().pool.byTransport.events === 2)
  // More than the kernel takes for a connection that nobody reads.
  const large = 'x'.repeat(60_000)
  await until(() => {
    for (let n = 0; n < 20; n++) server.deck.publish('news', large)
    return server.deck.status().totals.closed.zombie === 1
  })
  expect(server.deck.status().pool.byTransport.events).toBe(1)
  stalled.destroy()
  await server.deck.close()
  await read
})

test('P6: at tier 4 polls are answered from the ring; one before its time is refused and counted', async () => {
  const clock = new TestClock()
  clock.freeze()
  server = await TestServer.start({ clock })
  await orderTier(4)
  const first = await ask(`${FALLBACK_PATHS.poll}?${ME}`)
  const frames = await framesOf(first)
  expect(frames[0]).toMatchObject({ hello: { tier: 4, pollIntervalMs: 5_000 } })
  server.deck.publish('news', 1)
  const early = await ask(`${FALLBACK_PATHS.poll}?${ME}&sdc=${cursorOf(frames)}`)
  expect([early.status, Number(early.headers.get('retry-after')) > 3]).toEqual([429, true])
  const { totals, attempts, pool } = await server.status()
  expect(totals).toMatchObject({ attempts: 2, accepted: 1, rejected: { 'early-poll': 1 } })
  expect(attempts.early.reduce((sum: number, count) => sum + (count ?? 0), 0)).toBe(1)
  expect(pool.byTransport.poll).toBe(1)
})

test('P6: a poller is held to the interval it was given, not to a longer one that came after', async () => {
  const clock = new TestClock()
  clock.freeze()
  server = await TestServer.start({ clock, acceptsPerSecond: 1 })
  await orderTier(4)
  const first = await framesOf(await ask(`${FALLBACK_PATHS.poll}?${ME}`))
  expect(first[0]).toMatchObject({ hello: { pollIntervalMs: 5_000 } })
  const others = Array.from({ length: 30 }, (_, n) => `sdi=${n.toString(16).padStart(32, '0')}&stormdeck=v1`)
  for (const other of others) await ask(`${FALLBACK_PATHS.poll}?${other}`)
  clock.advance(5_000)
  const again = await ask(`${FALLBACK_PATHS.poll}?${ME}&sdc=${cursorOf(first)}`)
  expect(again.status).toBe(200)
  expect((await framesOf(again))[0]).toMatchObject({ hello: { pollIntervalMs: 31_000 } })
  clock.advance(5_000)
  expect((await ask(`${FALLBACK_PATHS.poll}?${ME}`)).status).toBe(429)
})

test('P6: one that polls again after its connection was replaced begins anew', async () => {
  server = await TestServer.start()
  await orderTier(4)
  expect((await ask(`${FALLBACK_PATHS.poll}?${ME}`)).status).toBe(200)
  await orderTier(3)
  const stream = await ask(`${FALLBACK_PATHS.events}?${ME}`)
  await until(() => server.deck.status().totals.closed.replaced === 1)
  await orderTier(4)
  expect((await ask(`${FALLBACK_PATHS.poll}?${ME}`)).status).toBe(200)
  await stream.body?.cancel()
})

test('P7: at tier 5 nothing but an explicit refresh is answered, from where the client was', async () => {
  server = await TestServer.start()
  await orderTier(5)
  expect((await ask(`${FALLBACK_PATHS.poll}?${ME}`)).status).toBe(409)
  const frames = await framesOf(await ask(`${FALLBACK_PATHS.snapshot}?${ME}`))
  server.deck.publish('news', 'later')
  await new Promise(resolve => setTimeout(resolve, 1_000))
  expect(
    dataOf(await framesOf(await ask(`${FALLBACK_PATHS.snapshot}?${ME}&sdc=${cursorOf(frames)}`))),
  ).toEqual(['later'])
})

test('P8: a position that is not in the ring, or of another node, is answered with reset', async () => {
  server = await TestServer.start()
  await orderTier(5)
  for (let n = 0; n < 1_030; n++) server.deck.publish('news', n)
  const { boot } = server.deck.status().node
  for (const [n, cursor] of [
    `ws-1~${boot}~1`,
    `ws-2~${boot}~4`,
    `ws-1~${boot}~zzzzzz`,
    'nonsense',
  ].entries()) {
    const drawn = `${n}`.repeat(32)
    const frames = await framesOf(await ask(`${FALLBACK_PATHS.snapshot}?sdi=${drawn}&sdc=${cursor}`))
    expect(frames[1]).toMatchObject({ delivery: { reset: true } })
    expect(dataOf(frames)).toHaveLength(1_024)
  }
})

test('P9: what the tier does not serve answers 409 and says the tier', async () => {
  server = await TestServer.start()
  for (const path of [FALLBACK_PATHS.events, FALLBACK_PATHS.poll, FALLBACK_PATHS.snapshot]) {
    const answer = await ask(`${path}?${ME}`)
    expect(answer.status).toBe(409)
    expect(await framesOf(answer)).toMatchObject([{ hello: { tier: 1 } }])
  }
  expect(await (await ask('/anything')).text()).toBe('the application')
})

test('P10: the hint is answered without authentication and is no attempt', async () => {
  const clock = new TestClock()
  clock.freeze()
  server = await TestServer.start({ authenticate: async () => null, clock })
  const hint = async () => (await ask(FALLBACK_PATHS.hint)).text()
  // Another node may take who asks: a position is told only where what stands in for sockets goes on from it.
  expect(JSON.parse(await hint())).toMatchObject([{ stormdeck: { tier: 1, cursor: null } }])
  await orderTier(4)
  const answer = await ask(FALLBACK_PATHS.hint)
  const first = await answer.clone().text()
  expect(await framesOf(answer)).toMatchObject([{ hello: { tier: 4, windowMs: 5_000 } }])
  server.deck.publish('news', 'moves the cursor')
  expect(await hint()).toBe(first)
  clock.advance(1_000)
  expect(await hint()).not.toBe(first)
  expect(server.deck.status().totals.attempts).toBe(0)
  expect((await ask(FALLBACK_PATHS.hint, { method: 'POST' })).status).toBe(405)
  expect(await (await server.control('/metrics')).text()).toContain('stormdeck_hints_total 4')
})

test('P11: authentication holds on every transport, and a poller cannot be taken over without its token', async () => {
  const authenticate = async (req: { headers: { authorization?: string | undefined } }) =>
    req.headers.authorization === 'Bearer ana' ? { session: 'ana' } : null
  server = await TestServer.start({ authenticate })
  const ana = { headers: { authorization: 'Bearer ana' } }
  await orderTier(3)
  expect((await ask(`${FALLBACK_PATHS.events}?${ME}`)).status).toBe(401)
  await orderTier(4)
  expect((await ask(`${FALLBACK_PATHS.poll}?${ME}`)).status).toBe(401)
  expect((await ask(`${FALLBACK_PATHS.poll}?${ME}`, ana)).status).toBe(200)
  expect((await ask(`${FALLBACK_PATHS.poll}?${ME}`)).status).toBe(401)
})

test('P11: the bits of another with a token of its own is another poller, and both leave', async () => {
  const clock = new TestClock()
  const authenticate = async (req: { headers: { authorization?: string | undefined } }) => ({
    session: `${req.headers.authorization}`,
  })
  server = await TestServer.start({ authenticate, clock })
  await orderTier(4)
  for (const name of ['ana', 'bob', 'ana']) {
    const headers = { authorization: `Bearer ${name}` }
    await (await ask(`${FALLBACK_PATHS.poll}?${ME}`, { headers })).text()
  }
  expect(server.deck.status().pool.byTransport.poll).toBe(2)
  clock.advance(61_000)
  await until(() => server.deck.status().pool.byTransport.poll === 0)
})

test('P12: only the topics that were wanted and allowed arrive', async () => {
  server = await TestServer.start({ authenticate: async () => ({ session: 's', topics: ['news', 'sport'] }) })
  const client = await server.connect('?sds=news,secrets', [SUBPROTOCOL])
  for (const topic of ['news', 'sport', 'secrets']) server.deck.publish(topic, topic)
  await until(() => client.published.length > 0)
  server.deck.publish('news', 'end')
  await until(() => client.published.includes('end'))
  expect(client.published).toEqual(['news', 'end'])
})

/** The headers of an answer that say what a browser lets a page of this origin do. */
async function allowedTo(origin: string, path: string, method = 'GET') {
  const { headers } = await ask(path, { method, headers: { origin } })
  return {
    origin: headers.get('access-control-allow-origin'),
    credentials: headers.get('access-control-allow-credentials'),
    headers: headers.get('access-control-allow-headers'),
    vary: headers.get('vary'),
  }
}

test('P13: a page elsewhere may ask, with its cookies, where its origin was named', async () => {
  server = await TestServer.start({ fallbackOrigins: ['https://app.example'] })
  await orderTier(4)
  const named = {
    origin: 'https://app.example',
    credentials: 'true',
    headers: 'authorization',
    vary: 'origin',
  }
  const stranger = { origin: null, credentials: null, headers: null, vary: 'origin' }
  for (const method of ['OPTIONS', 'GET']) {
    for (const path of [
      FALLBACK_PATHS.hint,
      `${FALLBACK_PATHS.poll}?sdi=${method.length}${'b'.repeat(31)}`,
    ]) {
      expect(await allowedTo('https://app.example', path, method)).toEqual(named)
      expect(await allowedTo('https://evil.example', path, method)).toEqual(stranger)
    }
  }
  // A cache that was asked from no page must not answer those of one.
  expect((await ask(FALLBACK_PATHS.hint)).headers.get('vary')).toBe('origin')
})

test('P13: where all origins may ask, none of them may with its cookies', async () => {
  server = await TestServer.start({ fallbackOrigins: '*' })
  expect(await allowedTo('https://any.example', FALLBACK_PATHS.hint)).toMatchObject({
    origin: '*',
    credentials: null,
  })
})

test('P13: without origins nothing is said about them', async () => {
  server = await TestServer.start()
  expect(await allowedTo('https://any.example', FALLBACK_PATHS.hint)).toEqual({
    origin: null,
    credentials: null,
    headers: null,
    vary: null,
  })
})

test('X11: sockets of pages whose origin is not listed are a warning with the option', async () => {
  server = await TestServer.start({ fallbackOrigins: ['https://app.example'] })
  const from = (origin: string, headers = {}) => server.connect('', [SUBPROTOCOL], { origin, ...headers })
  const warning = () => server.deck.status().warnings.find(({ id }) => id === 'fallback-origins')
  await from('https://app.example')
  await from(`http://127.0.0.1:${server.port}`)
  await from('https://behind.example', { 'x-forwarded-host': 'behind.example' })
  for (const made of ['null', 'https://port.example:99999', "https://x'], dropAtTcp: true, y: ['"])
    await from(made)
  await server.connect('', [], { origin: 'https://who.says.nothing' })
  expect(warning()).toBeUndefined()
  await from('https://other.example:8443')
  expect(warning()).toEqual({
    id: 'fallback-origins',
    text: expect.stringContaining('https://other.example:8443'),
    fix: "fallbackOrigins: ['https://app.example', 'https://other.example:8443']",
  })
  for (let n = 0; n < 20; n++) await from(`https://n${n}.${'x'.repeat(40)}.example`)
  expect((await server.status()).warnings.map(({ id }) => id)).toContain('fallback-origins')
})

test('P18: what is between the server and its clients must not compress an answer, which would hold it back', async () => {
  server = await TestServer.start({ fallback: 'handler' })
  // Express's, as Next.js brings it along.
  const compress: (req: IncomingMessage, res: ServerResponse, next: () => void) => void = createRequire(
    import.meta.url,
  )('next/dist/compiled/compression')({ threshold: 0, filter: () => true })
  server.http.removeAllListeners('request')
  server.http.on('request', (req, res) =>
    compress(req, res, () => {
      if (!server.deck.handle(req, res)) res.end('the application'.repeat(1_000))
    }),
  )
  const encodingOf = async (path: string) => (await ask(path)).headers.get('content-encoding')
  expect(await encodingOf('/')).toMatch(/gzip|br|deflate/)
  expect(await encodingOf(FALLBACK_PATHS.hint)).toBeNull()
  await orderTier(3)
  const stream = await ask(`${FALLBACK_PATHS.events}?${ME}`)
  expect(stream.headers.get('content-encoding')).toBeNull()
  // The first frames come while the stream is open.
  await readStream(stream, frames => frames.length > 0)
})

test('P19: a poll is answered with about 1 MiB at most, and its cursor leads to the rest', async () => {
  const clock = new TestClock()
  clock.freeze()
  server = await TestServer.start({ clock })
  await orderTier(5)
  const start = await framesOf(await ask(`${FALLBACK_PATHS.snapshot}?${ME}`))
  const large = 'x'.repeat(400_000)
  for (let n = 0; n < 6; n++) server.deck.publish('news', `${n} ${large}`)
  const got: string[] = []
  let cursor = cursorOf(start)
  for (let asked = 0; got.length < 6; asked++) {
    expect(asked).toBeLessThan(6)
    clock.advance(1_000)
    const answer = await ask(`${FALLBACK_PATHS.snapshot}?${ME}&sdr=1&sdc=${cursor}`)
    const text = await answer.text()
    expect(text.length).toBeLessThan(1.5 * 1024 * 1024)
    const frames = (JSON.parse(text) as unknown[]).map(frame => frameShape(frame))
    got.push(...(dataOf(frames) as string[]))
    cursor = cursorOf(frames)
  }
  expect(got.map(text => text.slice(0, 2))).toEqual(['0 ', '1 ', '2 ', '3 ', '4 ', '5 '])
})

test('P19: an answer that nobody takes is given up after 30 s', async () => {
  const clock = new TestClock()
  clock.freeze()
  server = await TestServer.start({ clock })
  await orderTier(5)
  server.deck.publish('news', 'x'.repeat(32_000_000))
  const far: Socket[] = []
  server.http.on('connection', socket => far.push(socket))
  const stalled = connect(server.port, '127.0.0.1').pause()
  stalled.on('error', () => {})
  stalled.write(`GET ${FALLBACK_PATHS.snapshot}?sdi=${'c'.repeat(32)}&sdc=none HTTP/1.1\r\nHost: x\r\n\r\n`)
  await until(() => (far[0]?.writableLength ?? 0) > 0)
  clock.advance(29_000)
  expect((await ask('/anything')).status).toBe(200)
  expect(far[0]?.destroyed).toBe(false)
  clock.advance(2_000)
  await until(() => far[0]?.destroyed === true)
  stalled.destroy()
})

test('P11: a poller whose token has changed is the same session, and no attempt', async () => {
  const clock = new TestClock()
  clock.freeze()
  const authenticate = async (req: { headers: { authorization?: string | undefined } }) => {
    const [, user, topic] = /^Bearer ([a-z]+)-[0-9]-([a-z]+)$/.exec(req.headers.authorization ?? '') ?? []
    return user && topic ? { session: user, topics: [topic] } : null
  }
  server = await TestServer.start({ clock, authenticate })
  await orderTier(4)
  let cursor = ''
  const poll = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await ask(`${FALLBACK_PATHS.poll}?${ME}&sdr=1&sdc=${cursor}`, { headers })
    const frames = answer.status === 401 ? [] : await framesOf(answer)
    cursor = cursorOf(frames) || cursor
    return { status: answer.status, data: dataOf(frames) }
  }
  const attempts = () => server.deck.status().totals.attempts
  await poll('ana-1-news')
  for (const token of ['ana-2-news', 'ana-3-news', 'ana-4-sport']) {
    clock.advance(6_000)
    server.deck.publish('news', token)
    expect(await poll(token)).toEqual({ status: 200, data: token === 'ana-4-sport' ? [] : [token] })
  }
  expect([attempts(), server.deck.status().pool.current]).toEqual([1, 1])
  expect((await poll('ana-4-sport')).status).toBe(429)
  // Who is not the same is a newcomer, and nobody else.
  clock.advance(6_000)
  expect((await poll('nobody')).status).toBe(401)
  expect((await poll('bob-1-news')).status).toBe(200)
  expect([attempts(), server.deck.status().pool.current]).toEqual([4, 2])
})

const BEATS_OFTEN = { heartbeat: { tickMs: 50, pingIntervalMs: 1_000 }, random: () => 0 }

/** Once a beat has followed the hello, the agent has looked at its server. */
const beaten = () => until(() => (server.deck.status().traffic.messagesOut ?? 0) > 1)

test('X17: a server that closes is not held open by event streams, which are told when to come back', async () => {
  server = await TestServer.start({ ticketKey: 'secret of eu', ...BEATS_OFTEN })
  await orderTier(3)
  const stream = await ask(`${FALLBACK_PATHS.events}?${ME}`)
  const frames = readStream(stream, () => false)
  await beaten()
  await new Promise(resolve => server.http.close(resolve))
  expect((await frames).at(-1)).toMatchObject({ hello: { tier: 3, ticket: expect.any(String) } })
  expect(server.deck.status().totals.closed).toMatchObject({ shutdown: 1 })
})

test('X17: on a connection that is kept no stream begins once the server closes; when it listens again, one does', async () => {
  server = await TestServer.start(BEATS_OFTEN)
  await orderTier(3)
  const { http } = server
  let finish: (() => void) | null = null
  http.removeAllListeners('request')
  http.on('request', (_req, res) => {
    finish = () => res.end('late')
  })
  let said = ''
  const kept = connect(server.port, '127.0.0.1').setEncoding('utf8')
  kept.on('data', text => {
    said += text
  })
  const request = (path: string) => kept.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  request('/slow')
  await until(() => finish !== null)
  const stream = await ask(`${FALLBACK_PATHS.events}?${ME}`)
  await beaten()
  const closed = new Promise(resolve => http.close(resolve))
  // Its end shows that the agent has seen it.
  await readStream(stream, () => false)
  request(`${FALLBACK_PATHS.events}?${ME}`)
  ;(finish as unknown as () => void)()
  await until(() => said.includes('503'))
  expect(server.deck.status().totals.rejected).toEqual({ paused: 1 })
  kept.destroy()
  await closed
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  await until(async () => {
    const answer = await ask(`${FALLBACK_PATHS.events}?${ME}`)
    await answer.body?.cancel()
    return answer.status === 200
  })
})

test.each([
  ['when the agent goes', () => server.deck.close()],
  ['when the server closes', () => void server.http.close()],
])('X17: a stream that nobody reads is destroyed soon %s', async (_when, go) => {
  server = await TestServer.start(BEATS_OFTEN)
  await orderTier(3)
  const far: Socket[] = []
  server.http.on('connection', socket => far.push(socket))
  const stalled = connect(server.port, '127.0.0.1').pause()
  stalled.on('error', () => {})
  stalled.write(`GET ${FALLBACK_PATHS.events}?sdi=${'c'.repeat(32)} HTTP/1.1\r\nHost: x\r\n\r\n`)
  await beaten()
  for (let n = 0; n < 4; n++) server.deck.publish('news', 'x'.repeat(8_000_000))
  await go()
  await until(() => far[0]?.destroyed === true)
  stalled.destroy()
})

test('T30: a lease that drains moves open sockets, paced, with ticket and window', async () => {
  const clock = new TestClock()
  clock.freeze()
  server = await TestServer.start({ clock, ticketKey: 'secret of eu', acceptsPerSecond: 100 })
  const clients = await Promise.all(
    Array.from({ length: 8 }, (_, n) => server.connect(`?sdi=${`${n}`.repeat(32)}`, [SUBPROTOCOL])),
  )
  // With what waits at tier 2, all that is due in this second has been done.
  await orderTier(2)
  server.deck.publish('news', 'waits')
  clock.advance(1_000)
  await until(() => clients.every(client => client.published.length === 1))
  await server.order(setOf([leaseOf({ id: 'drains', tier: 3, drainPerSecond: 4 })], { revision: 2 }))
  expect(server.deck.status().pool.current).toBe(8)
  clock.advance(1_000)
  await until(() => server.deck.status().totals.closed.drained === 4)
  expect(server.deck.status().pool.current).toBe(4)
  clock.advance(1_000)
  await until(() => server.deck.status().totals.closed.drained === 8)
  const last = clients[0]?.frames.at(-1)
  expect(await clients[0]?.closed).toMatchObject({ code: 1013 })
  expect(last).toMatchObject({ tier: 3, ticket: expect.any(String), ticketSpanMs: 5_000 })
  const planned = ask(`${FALLBACK_PATHS.events}?sdi=${'0'.repeat(32)}&stormdeck=v1&sdt=${last?.ticket}`)
  await until(() => server.deck.status().pool.byTransport.events === 1)
  await (await planned).body?.cancel()
  const { attempts } = await server.status()
  expect(attempts.planned.reduce((sum: number, count) => sum + (count ?? 0), 0)).toBe(1)
})

test('T31: where there is nothing to serve tiers 3 to 5 with, 2 is enforced', async () => {
  server = await TestServer.start({ fallback: 'off' })
  expect((await server.status()).node.enforces).toEqual([1, 2])
  expect((await server.order(setOf([leaseOf({ tier: 3 })]))).status).toBe(200)
  expect((await server.status()).tier).toMatchObject({ ordered: 3, effective: 2, unenforced: 3 })
})
