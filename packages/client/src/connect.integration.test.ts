import type { ServerResponse } from 'node:http'
import { tokenFrom } from '@stormdeck/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket as NodeSocket } from 'ws'
import { frame, frames, RealServer, SUBPROTOCOL, stream } from '../test-kit/real-server.ts'
import { connect, type Deck } from './connect.ts'
import type { ConnectOptions, Message, SocketConstructor } from './options.ts'
import type { DeckState } from './state.ts'

let server: RealServer
let deck: Deck | undefined
beforeEach(async () => {
  server = await new RealServer().start()
})
afterEach(async () => {
  deck?.close()
  await server.stop()
})

/** Connects without waiting for chance, and keeps what arrives. */
function open(options: ConnectOptions = {}): { deck: Deck; states: DeckState[]; messages: Message[] } {
  const states: DeckState[] = []
  const messages: Message[] = []
  const opened = connect(server.url, {
    WebSocket: NodeSocket as unknown as SocketConstructor,
    random: () => 0,
    onState: state => states.push(state),
    onMessage: message => messages.push(message),
    ...options,
  })
  deck = opened
  return { deck: opened, states, messages }
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

test('C71 a token that cannot be had is an attempt that failed', async () => {
  const token = vi.fn(() => Promise.reject(new Error('no session')))
  const { deck } = open({ token, hint: false })
  await until(() => expect(deck.state.attempts).toBe(1))
  expect(server.upgrades).toHaveLength(0)
})
