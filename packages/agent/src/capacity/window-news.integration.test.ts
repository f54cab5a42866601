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
  const windows = () => first.frames.map(({ windowMs }) => Number(windowMs))
  // The ticker's turns are not the clock's: between any two clients it may tell a window on the way to 12 s. The last one
  // may be short of that by what is no news.
  await until(() => (windows().at(-1) ?? 0) >= 12_000 / 1.25)
  expect(windows()[0]).toBe(5_000)
  expect(windows()).toEqual(windows().toSorted((a, b) => a - b))
  expect(windows().at(-1)).toBeLessThanOrEqual(12_000)
  for (const other of others) other.socket.close()
  await until(() => node.deck.status().pool.current === 2)
  clock.advance(61_000)
  await until(() => windows().at(-1) === 5_000)
  expect(stranger.received).toEqual([])
})
