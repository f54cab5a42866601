import type { IncomingMessage } from 'node:http'
import { SUBPROTOCOL } from '@stormdeck/protocol'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Identity } from '../options.ts'
import { TestServer } from '../testing/test-server.ts'

let server: TestServer

afterEach(() => server.stop())

/** An application whose clients name themselves in the query, as browsers on a socket often must. */
async function byQuery(req: IncomingMessage): Promise<Identity | null> {
  const session = new URL(req.url ?? '', 'http://x').searchParams.get('token')
  return session === null ? null : { session }
}

test('F25: the cookie of a balancer, which is the same for all, makes nobody another', async () => {
  server = await TestServer.start({ authenticate: byQuery })
  const sticky = { cookie: 'SERVERID=a' }
  const [ana, bob] = [
    await server.connect('?token=ana', [], sticky),
    await server.connect('?token=bob', [], sticky),
  ]
  expect([ana.socket.readyState, bob.socket.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN])
  expect((await server.connect('', [], sticky)).status).toBe(401)
  await server.connect('?token=bob', [], sticky)
  const { totals, auth, pool } = server.deck.status()
  expect(totals.closed).toEqual({ replaced: 1 })
  expect([auth.full, auth.cached, auth.failed, pool.current]).toEqual([2, 1, 1, 2])
  expect(ana.socket.readyState).toBe(WebSocket.OPEN)
})

test('F25: a page of another site is asked about, whatever its visitor was remembered for', async () => {
  server = await TestServer.start({
    authenticate: async ({ headers }) =>
      headers.origin === 'https://app.example' ? { session: `${headers.cookie}` } : null,
  })
  const from = (origin: string, returning = '') =>
    server.connect(`?stormdeck=v1${returning}`, [SUBPROTOCOL], { cookie: 'session=ana', origin })
  const own = await from('https://app.example')
  expect(own.socket.readyState).toBe(WebSocket.OPEN)
  expect((await from('https://evil.example', '&sdr=1')).status).toBe(401)
  expect((await server.connect('', [], { cookie: 'session=ana' })).status).toBe(401)
  expect(own.socket.readyState).toBe(WebSocket.OPEN)
  await from('https://app.example', '&sdr=1')
  expect(server.deck.status().auth).toMatchObject({ full: 1, cached: 1, failed: 2 })
})

test('F26: in an outage whoever the open breaker turns away is a refusal and no error of the agent', async () => {
  server = await TestServer.start({
    authenticate: async () => {
      throw new Error('down')
    },
  })
  for (let n = 0; n < 12; n++) expect((await server.connect()).status).toBe(503)
  expect(server.errors.map(error => (error as Error).message)).toEqual([
    'down',
    'down',
    'down',
    'down',
    expect.stringContaining('5 times in a row'),
    'down',
  ])
  expect(server.deck.status().totals.rejected).toEqual({ 'auth-unavailable': 12 })
  const metrics = await (await server.control('/metrics')).text()
  expect(metrics).toMatch(/^stormdeck_agent_errors_total 6$/m)
})

test('X3: a stranger with bad tokens, on which a library throws 401, is refused and keeps nobody else out', async () => {
  server = await TestServer.start({
    authenticate: async ({ headers }) => {
      if (headers.authorization !== 'Bearer ana') throw Object.assign(new Error('bad token'), { status: 401 })
      return { session: 'ana' }
    },
  })
  for (let n = 0; n < 8; n++)
    expect((await server.connect('', [], { authorization: `Bearer ${n}` })).status).toBe(401)
  const ana = await server.connect('', [], { authorization: 'Bearer ana' })
  expect(ana.socket.readyState).toBe(WebSocket.OPEN)
  expect(server.errors).toEqual([])
})
