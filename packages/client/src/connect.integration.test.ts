import type { ServerResponse } from 'node:http'
import { tokenFrom } from '@stormdeck/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket as NodeSocket } from 'ws'
import { frame, frames, RealServer, SUBPROTOCOL, stream } from '../test-kit/real-server.ts'
import { TestPage } from '../test-kit/test-page.ts'
import { connect, type Deck } from './connect.ts'
import type { ConnectOptions, Message, SocketConstructor } from './options.ts'
import type { DeckState } from './state.ts'

let server: RealServer
const decks: Deck[] = []
beforeEach(async () => {
  server = await new RealServer().start()
})
afterEach(async () => {
  for (const deck of decks.splice(0)) deck.close()
  await server.stop()
})

/** Connects without waiting for chance, and keeps what arrives. */
function open(options: ConnectOptions = {}): { deck: Deck; states: DeckState[]; messages: Message[] } {
  const states: DeckState[] = []
  const messages: Message[] = []
  const deck = connect(server.url, {
    WebSocket: NodeSocket as unknown as SocketConstructor,
    random: () => 0,
    onState: state => states.push(state),
    onMessage: message => messages.push(message),
    ...options,
  })
  decks.push(deck)
  return { deck, states, messages }
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 })

test('C30, C71 announces itself, is greeted, and keeps its token out of the URL', async () => {
  const { deck } = open({ version: 'web 1.4', topics: ['a', 'b'], token: async () => 'sécret.token' })
  await until(() => expect(deck.state).toMatchObject({ phase: 'open', transport: 'websocket', tier: 1 }))
  const [upgrade] = server.upgrades
  expect(upgrade?.headers['sec-websocket-protocol']).toMatch(new RegExp(`^${SUBPROTOCOL},`))
  expect(tokenFrom(upgrade?.headers ?? {})).toBe('sécret.token')
  expect(upgrade?.url).not.toContain('cret')
  expect(Object.fromEntries(server.query)).toEqual({
    sdi: expect.stringMatching(/^[0-9a-f]{32}$/),
    sdv: 'web 1.4',
    sds: 'a,b',
  })
})

test('C40, C41 hands over published messages and the application’s own, and no frame of ours', async () => {
  server.greet = socket => {
    socket.send(frame({ tier: 1, cursor: 'n~0' }))
    socket.send(frame({ messages: [{ topic: 'a', data: { x: 1 } }], cursor: 'n~1' }))
    socket.send('plain text')
    socket.send(new Uint8Array([1, 2, 3]))
    socket.send('{"stormdeck":"nonsense"}')
  }
  const { messages } = open()
  await until(() => expect(messages).toHaveLength(3))
  expect(messages[0]).toEqual({ topic: 'a', data: { x: 1 } })
  expect(messages[1]).toEqual({ topic: null, data: 'plain text' })
  expect(new Uint8Array(messages[2]?.data as ArrayBuffer)).toEqual(new Uint8Array([1, 2, 3]))
})

test('C2, C6, C41 comes back with its ticket and position', async () => {
  server.greet = socket => {
    socket.send(frame({ tier: 1, ticket: 't1', ticketOpensInMs: 50, ticketSpanMs: 10_000 }))
    socket.send(frame({ messages: [], cursor: 'n~7' }))
  }
  const { states } = open()
  await until(() => expect(states.at(-1)?.tier).toBe(1))
  for (const socket of server.wss.clients) socket.close(1012, 'restarting')
  await until(() => expect(server.upgrades).toHaveLength(2))
  expect(states.find(state => state.why === 'ticket')?.closed).toEqual({ code: 1012, reason: 'restarting' })
  expect(Object.fromEntries(server.query)).toMatchObject({ sdr: '1', sdt: 't1', sdc: 'n~7' })
})

test('C12 survives its server being gone, and is back on the same port', async () => {
  const { deck } = open()
  await until(() => expect(deck.state.tier).toBe(1))
  const { port } = server
  await server.stop()
  await until(() => expect(deck.state.attempts).toBeGreaterThan(0))
  server = await new RealServer().start(port)
  await until(() => expect(deck.state.phase).not.toBe('connecting'))
  deck.retry()
  await until(() => expect(deck.state).toMatchObject({ phase: 'open', attempts: 0 }))
})

test('C13 refused blind, it asks for the hint and follows the tier it names', async () => {
  server.greet = null
  server.answers['/stormdeck/hint'] = frames(200, [{ tier: 4 }])
  server.answers['/p'] = frames(200, [{ tier: 4 }, { messages: [{ topic: 'a', data: 1 }], cursor: 'n~1' }])
  const { deck, messages } = open()
  await until(() => expect(messages.length).toBeGreaterThan(0))
  expect(deck.state).toMatchObject({ phase: 'open', transport: 'poll', tier: 4 })
  expect(server.upgrades).toHaveLength(1)
})

test('C30, C32 follows the tier down to a stream and up to the socket again', async () => {
  let events: ServerResponse | undefined
  server.answers['/e'] = stream(response => {
    events = response
    response.write(`: hello\n\ndata: ${frame({ tier: 3, userText: 'Limited.' })}\n\n`)
  })
  const { deck, messages } = open({ token: () => 'abc' })
  await until(() => expect(deck.state.tier).toBe(1))
  for (const socket of server.wss.clients) {
    socket.send(frame({ tier: 3 }))
    socket.close(1012)
  }
  await until(() =>
    expect(deck.state).toMatchObject({ phase: 'open', transport: 'events', userText: 'Limited.' }),
  )
  const half = frame({ messages: [{ topic: 'a', data: 'ä' }], cursor: 'n~1' })
  const bytes = Buffer.from(`data: ${half}\n\n`)
  events?.write(bytes.subarray(0, bytes.indexOf(0xc3) + 1))
  events?.write(bytes.subarray(bytes.indexOf(0xc3) + 1))
  await until(() => expect(messages).toEqual([{ topic: 'a', data: 'ä' }]))
  expect(deck.send('up')).toBe('not-open')
  events?.write(`data: ${frame({ tier: 1 })}\n\n`)
  await until(() => expect(deck.state).toMatchObject({ phase: 'open', transport: 'websocket' }))
  expect(server.query.get('sdc')).toBe('n~1')
})

test('C5 a stream refused with 503 waits as told, and learns the tier from the refusal', async () => {
  server.greet = socket => {
    socket.send(frame({ tier: 3 }))
    socket.close(1013)
  }
  server.answers['/e'] = frames(503, [{ tier: 4, windowMs: 9_000 }], { 'retry-after': '30' })
  const { deck } = open()
  await until(() => expect(deck.state).toMatchObject({ why: 'refused', tier: 4, attempts: 0 }))
  expect((deck.state.nextAttemptAt ?? 0) - Date.now()).toBeGreaterThan(29_000)
})

test('C34 at tier 5 a refresh brings what was missed', async () => {
  server.greet = socket => {
    socket.send(frame({ tier: 5, userText: 'Refresh to see changes.' }))
    socket.close(1012)
  }
  server.answers['/s'] = frames(200, [
    { tier: 5 },
    { messages: [{ topic: 'a', data: 2 }], cursor: 'n~2', reset: true },
  ])
  const onReset = vi.fn()
  const { deck, messages } = open({ onReset })
  await until(() => expect(deck.state.phase).toBe('manual'))
  deck.refresh()
  await until(() => expect(messages).toEqual([{ topic: 'a', data: 2 }]))
  expect(onReset).toHaveBeenCalledOnce()
})

test('C70 does not send what the server would drop', async () => {
  const received: string[] = []
  const settings = { pingIntervalMs: 60_000, broadcast: false, maxMessageBytes: 10, maxMessagesPerSecond: 2 }
  server.greet = socket => {
    socket.send(frame({ tier: 2, settings }))
    socket.on('message', data => received.push(String(data)))
  }
  const { deck } = open()
  expect(deck.send('early')).toBe('not-open')
  await until(() => expect(deck.state.tier).toBe(2))
  expect(['12345678901', 'äääää', 'b', 'c'].map(text => deck.send(text))).toEqual([
    'too-large',
    'sent',
    'sent',
    'too-many',
  ])
  await until(() => expect(received).toEqual(['äääää', 'b']))
})

test('C22 does not send again what it was closed for with 1009', async () => {
  server.wss.options.maxPayload = 100
  const { deck, states } = open()
  await until(() => expect(deck.state.tier).toBe(1))
  expect(deck.send('x'.repeat(101))).toBe('sent')
  await until(() => expect(states.some(state => state.closed?.code === 1009)).toBe(true))
  await until(() => expect(deck.state.phase).toBe('open'))
  expect(deck.send('x'.repeat(101))).toBe('too-large')
  expect(deck.send('x'.repeat(100))).toBe('sent')
})

test.each([
  ['a page of the application', { 'content-type': 'text/html' }, '<!doctype html><title>app</title>'],
  [
    'JSON that breaks off',
    { 'content-type': 'application/json' },
    '[{"stormdeck":{"tier":4,"windowMs":5000}',
  ],
  ['JSON of somebody else', { 'content-type': 'application/json' }, '{"ok":true}'],
])('C8, C13 %s in place of the hint is no answer', async (_what, headers, body) => {
  server.greet = null
  server.answers['/stormdeck/hint'] = (_request, response) => response.writeHead(200, headers).end(body)
  const { deck, states } = open()
  await until(() => expect(deck.state.attempts).toBe(2))
  expect(server.requests).toHaveLength(1)
  const attempts = states.map(state => state.attempts)
  expect(attempts.lastIndexOf(0)).toBeLessThan(attempts.indexOf(1))
})

test('C8 a portal that answers polls in the server’s place is no server: such polls count as unanswered', async () => {
  server.greet = socket => {
    socket.send(frame({ tier: 4 }))
    socket.close(1012)
  }
  server.answers['/p'] = (_request, response) => response.writeHead(200).end('<title>Sign in</title>')
  const { deck } = open()
  await until(() => expect(deck.state).toMatchObject({ phase: 'waiting', attempts: 1 }))
})

test('C8 a stream without a body is no answer', async () => {
  server.greet = socket => {
    socket.send(frame({ tier: 3 }))
    socket.close(1012)
  }
  const { deck } = open({ fetch: async () => new Response(null) })
  await until(() => expect(deck.state).toMatchObject({ phase: 'waiting', attempts: 1 }))
})

test('C50, C60 an option given as undefined is one not given', async () => {
  const page = new TestPage()
  const given = { page, maxConnections: undefined, backgroundAfterMs: undefined }
  const tabs = [1, 2, 3, 4].map(
    () =>
      open({ ...given, random: undefined, clock: undefined, fetch: undefined, WebSocket: undefined }).deck,
  )
  await until(() => expect(tabs.filter(tab => tab.state.phase === 'open')).toHaveLength(3))
  expect(tabs.filter(tab => tab.state.why === 'places')).toHaveLength(1)
  page.document.hidden = true
  const hidden = open(given).deck
  await until(() => expect(hidden.state.phase).toBe('background'))
})

test.each([2 ** 31, Number.POSITIVE_INFINITY])(
  'C50 from %d ms on, a hidden page counts as visible',
  async ms => {
    const page = new TestPage()
    page.document.hidden = true
    const { deck } = open({ page, backgroundAfterMs: ms })
    await until(() => expect(deck.state.phase).toBe('open'))
    page.document.dispatchEvent(new Event('visibilitychange'))
    expect(deck.state.phase).toBe('open')
  },
)

test('C50 below that, one opened hidden waits to be looked at', async () => {
  const page = new TestPage()
  page.document.hidden = true
  const { deck } = open({ page, backgroundAfterMs: 2 ** 31 - 1 })
  await until(() => expect(deck.state.phase).toBe('background'))
  expect(server.upgrades).toHaveLength(0)
})

test('C55 close ends it: the socket, and every attempt', async () => {
  const { deck } = open()
  await until(() => expect(deck.state.phase).toBe('open'))
  deck.close()
  await until(() => expect(server.wss.clients.size).toBe(0))
  expect(deck.state.phase).toBe('closed')
  expect(server.upgrades).toHaveLength(1)
})

test('C62 the WebSocket that this runtime has serves as well', async () => {
  const { deck } = open({ WebSocket: globalThis.WebSocket as unknown as SocketConstructor })
  await until(() => expect(deck.state.tier).toBe(1))
})

test('a runtime without a WebSocket, as Node 20 is, is told to pass one', () => {
  vi.stubGlobal('WebSocket', undefined)
  try {
    expect(() => connect(server.url)).toThrow('this runtime has no WebSocket; pass one')
  } finally {
    vi.unstubAllGlobals()
  }
})

test.each([
  ['rejects', () => Promise.reject(new Error('no session'))],
  [
    'throws',
    () => {
      throw new Error('no session')
    },
  ],
])('C7, C71 a token function that %s is an attempt that failed', async (_how, token) => {
  const { deck } = open({ token, hint: false })
  await until(() => expect(deck.state.attempts).toBe(1))
  expect(server.upgrades).toHaveLength(0)
})

test('C73 servers that answer with no subprotocol need `announce: query`: the offer of one fails the handshake', async () => {
  server.wss.options.handleProtocols = () => false
  const native = globalThis.WebSocket as unknown as SocketConstructor
  for (const WebSocket of [native, NodeSocket as unknown as SocketConstructor]) {
    const offered = open({ WebSocket, hint: false }).deck
    await until(() => expect(offered.state).toMatchObject({ phase: 'waiting', attempts: 1 }))
    offered.close()
    const query = open({ WebSocket, announce: 'query' }).deck
    await until(() => expect(query.state).toMatchObject({ phase: 'open', tier: 1 }))
    expect(server.upgrades.at(-1)?.headers['sec-websocket-protocol']).toBeUndefined()
    expect(server.query.get('stormdeck')).toBe('v1')
  }
})

test('C73 with a token such a server has to answer one of the protocols that were named', async () => {
  server.wss.options.handleProtocols = offered => offered.has('theirs') && 'theirs'
  const given = { announce: 'query', token: () => 'abc', hint: false } as const
  const unanswered = open(given).deck
  await until(() => expect(unanswered.state.attempts).toBe(1))
  unanswered.close()
  const { deck } = open({ ...given, protocols: ['theirs'] })
  await until(() => expect(deck.state.phase).toBe('open'))
  expect(tokenFrom(server.upgrades.at(-1)?.headers ?? {})).toBe('abc')
})
