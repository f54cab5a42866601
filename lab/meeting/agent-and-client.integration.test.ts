import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Deck as AgentDeck, attach } from '@stormdeck/agent'
import { type ConnectOptions, connect, type Deck, type Message } from '@stormdeck/client'
import type { Tier } from '@stormdeck/protocol'
import { tokenFrom } from '@stormdeck/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { leaseOf, setOf, testIssuer } from '../../packages/agent/src/testing/test-issuer.ts'

/** The agent and the client as their users have them, in one process, over real sockets. */
const issuer = testIssuer()
let http: Server
let agent: AgentDeck
let client: Deck | undefined
let revision = 0
const problems: unknown[] = []

beforeEach(async () => {
  problems.length = 0
  revision = 0
  http = createServer((_request, response) => response.writeHead(404).end())
  const wss = new WebSocketServer({ server: http })
  wss.on('connection', socket => socket.on('message', data => socket.send(`echo ${data}`)))
  agent = attach(wss, {
    id: 'ws-1',
    group: 'eu',
    control: { port: 0 },
    trust: [issuer.trust],
    ticketKey: 'secret of the group',
    authenticate: async request => {
      const token = tokenFrom(request.headers)
      return token?.startsWith('user-') ? { session: token, client: token } : null
    },
    onError: error => problems.push(error),
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  await agent.control?.ready
})
afterEach(async () => {
  client?.close()
  await agent.close()
  http.closeAllConnections()
  http.close()
  expect(problems).toEqual([])
})

async function order(tier: Tier, drainPerSecond: number | null = null): Promise<void> {
  revision++
  const leases = tier === 1 ? [] : [leaseOf({ id: `lease-${revision}`, tier, drainPerSecond })]
  const signed = issuer.sign(setOf(leases, { revision }))
  const answer = await fetch(`http://127.0.0.1:${agent.control?.address?.port}/stormdeck/v1/tier`, {
    method: 'PUT',
    body: JSON.stringify(signed),
  })
  expect(answer.status).toBe(200)
}

function open(options: ConnectOptions = {}): { deck: Deck; messages: Message[]; resets: () => number } {
  const messages: Message[] = []
  const onReset = vi.fn()
  const { port } = http.address() as AddressInfo
  client = connect(`ws://127.0.0.1:${port}/live`, {
    version: 'test 1.0',
    token: () => 'user-ana',
    random: () => 0,
    onMessage: message => messages.push(message),
    onReset,
    ...options,
  })
  return { deck: client, messages, resets: () => onReset.mock.calls.length }
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 })

test('greeted, published to, counted by version, and back after its socket is cut', async () => {
  const { deck, messages, resets } = open()
  await until(() => expect(deck.state).toMatchObject({ phase: 'open', tier: 1 }))
  agent.publish('news', { n: 1 })
  expect(deck.send('hello')).toBe('sent')
  await until(() => expect(messages).toHaveLength(2))
  expect(messages).toContainEqual({ topic: 'news', data: { n: 1 } })
  expect(messages).toContainEqual({ topic: null, data: 'echo hello' })
  expect(agent.status().clients).toMatchObject({
    versions: [{ version: 'test 1.0', connections: 1 }],
    protocolShare: 1,
  })

  http.closeAllConnections()
  const cut = agent.status().totals.attempts
  agent.publish('news', { n: 2 })
  await until(() => expect(messages).toContainEqual({ topic: 'news', data: { n: 2 } }))
  expect(deck.state.phase).toBe('open')
  expect(resets()).toBe(0)
  expect(agent.status().totals.attempts).toBeGreaterThanOrEqual(cut)
})

test('no gap and no double while it is drained to a stream, and moves up again', async () => {
  const { deck, messages, resets } = open()
  await until(() => expect(deck.state.tier).toBe(1))
  let n = 0
  const publishing = setInterval(() => agent.publish('news', ++n), 20)
  try {
    await order(3, 100)
    await until(() => expect(deck.state).toMatchObject({ phase: 'open', transport: 'events', tier: 3 }))
    await order(1)
    await until(() => expect(deck.state).toMatchObject({ phase: 'open', transport: 'websocket' }))
  } finally {
    clearInterval(publishing)
  }
  const last = n
  await until(() => expect(messages.at(-1)?.data).toBe(last))
  const seen = messages.map(({ data }) => data as number)
  const first = seen[0] ?? 0
  expect(seen).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i))
  expect(resets()).toBe(0)
})

test('a new client at tier 4 polls, at its interval, and misses nothing', async () => {
  await order(4)
  const { deck, messages } = open()
  await until(() => expect(deck.state).toMatchObject({ phase: 'open', transport: 'poll', tier: 4 }))
  agent.publish('news', 1)
  agent.publish('news', 2)
  await until(() => expect(messages.map(({ data }) => data)).toEqual([1, 2]))
  expect(agent.status().totals.rejected['early-poll'] ?? 0).toBe(0)
})

test('at tier 5 nothing comes until the user asks', async () => {
  await order(5)
  const { deck, messages } = open()
  await until(() => expect(deck.state).toMatchObject({ phase: 'manual', tier: 5 }))
  expect(deck.state.userText).toContain('Refresh')
  agent.publish('news', 1)
  deck.refresh()
  await until(() => expect(messages.map(({ data }) => data)).toEqual([1]))
  agent.publish('news', 2)
  deck.refresh()
  await until(() => expect(messages.map(({ data }) => data)).toEqual([1, 2]))
})

test('a token that is refused is a stop, on fallbacks where the status can be read', async () => {
  await order(3)
  const { deck } = open({ token: () => 'nobody' })
  await until(() => expect(deck.state).toMatchObject({ phase: 'stopped', why: 'not-allowed' }))
})
