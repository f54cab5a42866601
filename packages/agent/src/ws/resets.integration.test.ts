import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { TestClock } from '../testing/test-clock.ts'
import { TestServer, until } from '../testing/test-server.ts'
import { upgradeRequest } from '../testing/upgrade-request.ts'

let server: TestServer

afterEach(() => server.stop())

/** A client that has sent its upgrade, and the server's end of it. */
async function knocking(): Promise<{ client: Socket; far: Socket }> {
  const arrived = once(server.http, 'upgrade')
  const client = connect(server.port, '127.0.0.1')
  client.on('error', () => {})
  client.write(upgradeRequest())
  const [, far] = await arrived
  return { client, far }
}

test('X9: a client that resets while it is authenticated does not end the process', async () => {
  const asked: (() => void)[] = []
  server = await TestServer.start({
    authenticate: () => new Promise(resolve => asked.push(() => resolve({ session: 'one' }))),
  })
  const { client, far } = await knocking()
  await until(() => asked.length === 1)
  client.resetAndDestroy()
  await until(() => far.closed)
  asked[0]?.()
  const living = server.connect()
  await until(() => asked.length === 2)
  asked[1]?.()
  expect((await living).socket.readyState).toBe(WebSocket.OPEN)
  expect(server.deck.status().pool.current).toBe(1)
  // Who has left was neither let in nor refused.
  expect(server.deck.status().totals).toMatchObject({ attempts: 2, accepted: 1, rejected: {} })
})

test('X9: nor one that resets in the queue', async () => {
  const clock = new TestClock()
  clock.freeze()
  server = await TestServer.start({ clock, limits: { mode: 'enforce' }, acceptsPerSecond: 2 })
  const first = await knocking()
  const second = await knocking()
  const third = await knocking()
  expect(server.deck.status().pool.queued).toBeGreaterThan(0)
  for (const { client, far } of [first, second, third]) {
    client.resetAndDestroy()
    await until(() => far.closed)
  }
  await until(() => server.deck.status().pool.queued === 0)
  clock.advance(1_000)
  expect((await server.connect()).socket.readyState).toBe(WebSocket.OPEN)
})

test('X9: a client that hangs up while it queues or is authenticated has left, and costs nothing more', async () => {
  const clock = new TestClock()
  clock.freeze()
  const asked: (() => void)[] = []
  server = await TestServer.start({
    clock,
    limits: { mode: 'enforce' },
    acceptsPerSecond: 2,
    authenticate: () => new Promise(resolve => asked.push(() => resolve({ session: 'one' }))),
  })
  const all = [await knocking(), await knocking(), await knocking()]
  await until(() => asked.length === 1)
  expect(server.deck.status().pool.queued).toBe(2)
  // A FIN, as of a process that ended: the other half stays open until the server closes it.
  for (const { client } of all) client.end()
  await until(() => all.every(({ far }) => far.closed))
  await until(() => server.deck.status().pool.queued === 0)
  asked[0]?.()
  await until(() => server.deck.status().auth.inFlight === 0)
  expect(asked).toHaveLength(1)
  expect(server.deck.status().totals).toMatchObject({ attempts: 3, accepted: 0, rejected: {} })
})
