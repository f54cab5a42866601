import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { type AttachOptions, attach, type Deck } from '../index.ts'
import { TestClient, until } from '../testing/test-server.ts'
import { upgradeRequest } from '../testing/upgrade-request.ts'

let nowMs = 5_000
const clock = { now: () => nowMs, wall: () => nowMs, boot: () => nowMs, bootId: () => null }
let wss: WebSocketServer
let deck: Deck

/** Full with one session; can accept 20 a second, so that ten refusals in one are too many. */
async function start(limits: AttachOptions['limits'] = {}, dropAtTcp = true): Promise<TestClient> {
  nowMs = 5_000
  wss = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(wss, 'listening')
  deck = attach(wss, {
    id: 'ws-1',
    group: 'eu',
    clock,
    fallback: 'off',
    acceptsPerSecond: 20,
    dropAtTcp,
    limits: { mode: 'enforce', connections: 1, ...limits },
  })
  const client = new TestClient(`ws://127.0.0.1:${port()}/`, [], {})
  await client.settled
  return client
}

afterEach(async () => {
  for (const socket of wss.clients) socket.terminate()
  await deck.close()
  wss.close()
})

const port = () => (wss.address() as AddressInfo).port

/** What a client that asks for an upgrade is answered; `''`: nothing before the connection was gone. */
async function request(): Promise<string> {
  const socket = connect(port(), '127.0.0.1')
  let answer = ''
  socket.on('error', () => {})
  socket.on('data', data => {
    answer += data
    if (answer.includes('101 ')) socket.destroy()
  })
  socket.write(upgradeRequest())
  await new Promise(resolve => socket.once('close', resolve))
  return answer.split(' ')[1] ?? ''
}

async function requests(count: number): Promise<string[]> {
  const answers: string[] = []
  for (let n = 0; n < count; n++) answers.push(await request())
  return answers
}

test('L12: when refusing costs too much, connections nobody could be let in on are reset, counted and shown', async () => {
  await start()
  expect(await requests(10)).toEqual(new Array(10).fill('503'))
  expect(await requests(15)).toEqual(new Array(15).fill(''))
  const { totals, warnings, attempts } = deck.status()
  expect(totals).toMatchObject({ attempts: 26, accepted: 1, rejected: { 'node-full': 25 } })
  expect(attempts.unknown.reduce<number>((total, count) => total + (count ?? 0), 0)).toBe(26)
  expect(warnings).toContainEqual({
    id: 'dropped-at-tcp',
    text: expect.stringContaining('15 so far'),
    fix: null,
  })
})

test('L12: it ends when the rate has fallen, and at once when somebody can be let in', async () => {
  const held = await start()
  await requests(12)
  expect(await request()).toBe('')
  nowMs += 1_100
  expect(await request()).toBe('503')
  await requests(12)
  expect(await request()).toBe('')
  held.socket.terminate()
  await until(() => deck.status().pool.current === 0)
  expect(await request()).toBe('101')
  nowMs += 10_000
  expect(deck.status().warnings.map(({ id }) => id)).not.toContain('dropped-at-tcp')
})

test('L12: only when it was asked for, only while limits are enforced, and never after the agent is gone', async () => {
  await start({}, false)
  expect(await requests(25)).toEqual(new Array(25).fill('503'))
  for (const socket of wss.clients) socket.terminate()
  await deck.close()
  wss.close()
  await start({ mode: 'observe' })
  expect(await requests(25)).toEqual(new Array(25).fill('101'))
  for (const socket of wss.clients) socket.terminate()
  await deck.close()
  wss.close()
  await start()
  await requests(12)
  await deck.close()
  expect(await request()).toBe('101')
})

test('L13: a listener that serves anything but upgrades is refused before it is touched', async () => {
  await start()
  const tryTo = (server: WebSocketServer, options: object = {}) => {
    const emit = server.options.server?.emit
    expect(() =>
      attach(server, { id: 'ws-2', group: 'eu', fallback: 'off', dropAtTcp: true, ...options }),
    ).toThrow('dropAtTcp')
    expect(server.options.server?.emit).toBe(emit)
  }
  const plain = createServer()
  const bare = new WebSocketServer({ server: plain })
  tryTo(new WebSocketServer({ noServer: true }))
  tryTo(bare, { fallback: 'server' })
  tryTo(bare, { limits: { trustedProxies: ['10.0.0.1'] } })
  tryTo(new WebSocketServer({ server: createServer((_req, res) => res.end('the application')) }))
  plain.on('upgrade', () => {})
  tryTo(bare)
})
