import { SUBPROTOCOL } from '@stormdeck/protocol'
import { afterEach, expect, test } from 'vitest'
import { TestClock } from '../testing/test-clock.ts'
import { TestServer, until } from '../testing/test-server.ts'

let server: TestServer | undefined

afterEach(() => server?.stop())

test('Q6: who came first hears of the window that those who followed have made longer, and shorter again', async () => {
  const clock = new TestClock()
  clock.freeze()
  const node = await TestServer.start({ clock, acceptsPerSecond: 1 })
  server = node
  const first = await node.connect('', [SUBPROTOCOL])
  const stranger = await node.connect()
  const others = await Promise.all(Array.from({ length: 8 }, () => node.connect('', [SUBPROTOCOL])))
  await until(() => node.deck.status().pool.current === 10)
  const windows = () => first.frames.map(({ windowMs }) => windowMs)
  expect(windows()).toEqual([5_000])
  clock.advance(1_000)
  await until(() => first.frames.length === 2)
  expect(windows()).toEqual([5_000, 12_000])
  for (const other of others) other.socket.close()
  await until(() => node.deck.status().pool.current === 2)
  clock.advance(61_000)
  await until(() => first.frames.length === 3)
  expect(windows()).toEqual([5_000, 12_000, 5_000])
  expect(stranger.received).toEqual([])
})
