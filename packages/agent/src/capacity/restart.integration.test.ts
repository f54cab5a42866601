import { once } from 'node:events'
import { connect } from 'node:net'
import { FALLBACK_PATHS, SUBPROTOCOL } from '@stormdeck/protocol'
import { afterEach, expect, test } from 'vitest'
import { TestClock } from '../testing/test-clock.ts'
import { leaseOf, setOf } from '../testing/test-issuer.ts'
import { TestServer, until } from '../testing/test-server.ts'
import { upgradeRequest } from '../testing/upgrade-request.ts'

const servers: TestServer[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

async function start(options: Parameters<typeof TestServer.start>[0]): Promise<TestServer> {
  const server = await TestServer.start({ ticketKey: 'secret of eu', acceptsPerSecond: 100, ...options })
  servers.push(server)
  return server
}

const me = (n: number) => `?sdi=${`${n}`.repeat(32)}`

test('P15: a restart sends everybody away with 1012, window and ticket, and lets nobody in', async () => {
  const server = await start({})
  const clients = await Promise.all([1, 2, 3].map(n => server.connect(me(n), [SUBPROTOCOL])))
  const stranger = await server.connect()
  await server.deck.restart()
  for (const client of [...clients, stranger])
    expect(await client.closed).toMatchObject({ code: 1012, reason: 'the server restarts' })
  expect(clients[0]?.frames.at(-1)).toMatchObject({ windowMs: 5_000, ticket: expect.any(String) })
  expect(stranger.received).toEqual([])
  expect((await server.connect()).status).toBe(503)
  const refused = await server.connect(me(4), [SUBPROTOCOL])
  expect(await refused.closed).toMatchObject({ code: 1013, reason: 'paused' })
  expect(refused.frames[0]).toMatchObject({ windowMs: 5_000, ticket: expect.any(String) })
  const { pool, totals } = server.deck.status()
  expect(pool.current).toBe(0)
  expect(totals).toMatchObject({ closed: { shutdown: 4 }, rejected: { paused: 2 } })
})

test('P15: the ticket makes a planned return on another node of the group', async () => {
  const [server, other] = [await start({}), await start({ id: 'ws-2' })]
  const client = await server.connect(me(1), [SUBPROTOCOL])
  await server.deck.restart()
  await client.closed
  await other.connect(`${me(1)}&sdr=1&sdt=${client.frames.at(-1)?.ticket}`, [SUBPROTOCOL])
  const { attempts } = await other.status()
  expect(attempts.planned.reduce((sum: number, count) => sum + (count ?? 0), 0)).toBe(1)
})

test('P15: it is paced as asked', async () => {
  const clock = new TestClock()
  const server = await start({ clock })
  for (let n = 0; n < 4; n++) await server.connect(me(n), [SUBPROTOCOL])
  const gone = server.deck.restart({ perSecond: 0.001 })
  await server.status()
  expect(server.deck.status().pool.current).toBe(4)
  clock.advance(1_000_000)
  await until(() => server.deck.status().totals.closed.shutdown === 1)
  clock.advance(3_000_000)
  await gone
  expect(server.deck.status().totals.closed).toEqual({ shutdown: 4 })
})

test('P15: who does not answer the close is destroyed after 5 s; streams end, polls are refused', async () => {
  const clock = new TestClock()
  const server = await start({ clock })
  const poll = `${FALLBACK_PATHS.poll}${me(1)}&stormdeck=v1`
  await server.order(setOf([leaseOf({ id: 'lease-1', tier: 4 })], { revision: 1 }))
  expect((await server.fallback(poll)).status).toBe(200)
  await server.order(setOf([leaseOf({ id: 'lease-2', tier: 3 })], { revision: 2 }))
  const stream = await server.fallback(`${FALLBACK_PATHS.events}${me(2)}&stormdeck=v1`)
  await server.order(setOf([], { revision: 3 }))
  clock.advance(20_000)
  await until(() => server.deck.status().tier.effective <= 2)
  const deaf = connect(server.port, '127.0.0.1')
  deaf.write(upgradeRequest())
  await until(() => server.deck.status().pool.byTransport.websocket === 1)
  const gone = server.deck.restart()
  expect(await stream.text()).toContain('"ticket":"')
  await until(() => server.deck.status().pool.byTransport.events === 0)
  expect((await server.fallback(poll)).status).toBe(503)
  clock.advance(5_000)
  await gone
  deaf.resume()
  await once(deaf, 'close')
})

test('P15: one that was begun is over when the agent goes', async () => {
  const server = await start({})
  await server.connect()
  const begun = server.deck.restart({ perSecond: 0.001 })
  await server.deck.close()
  await begun
})

test('P15: a restart of an agent that goes or has gone is over at once and touches no socket', async () => {
  const server = await start({})
  const client = await server.connect()
  const closed = server.deck.close()
  await server.deck.restart()
  await closed
  await server.deck.restart()
  const echoed = once(client.socket, 'message')
  client.socket.send('still here')
  expect(String((await echoed)[0])).toBe('echo still here')
})
