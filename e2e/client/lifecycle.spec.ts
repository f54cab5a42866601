import { type BrowserContext, expect, type Frame, type Page } from 'playwright/test'
import { frame, type RealServer } from '../../packages/client/test-kit/real-server.ts'
import { pageServer, pageUrl, read, stateOf } from './page-server.ts'
import { test } from './users-browser.ts'

let server: RealServer
test.beforeEach(async () => {
  server = await pageServer()
})
test.afterEach(() => server.stop())

const open = () => server.wss.clients.size

async function tab(window: BrowserContext, options = {}): Promise<Page> {
  const page = await window.newPage()
  await page.goto(pageUrl(server, options))
  return page
}

test('control: in this browser a hidden page is throttled', async ({ window }) => {
  const page = await tab(window, { none: true })
  expect(await page.evaluate(() => document.visibilityState)).toBe('visible')
  await tab(window, { none: true })
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
  await page.waitForTimeout(1_500)
  const before = await read<number>(page, 'ticks')
  await page.waitForTimeout(4_000)
  // 40 in front; once a second in the back.
  expect((await read<number>(page, 'ticks')) - before).toBeLessThan(10)
})

test('control: in this browser a page comes back out of the cache', async ({ window }) => {
  const page = await tab(window, { none: true })
  await page.goto(`http://127.0.0.1:${server.port}/client.js`)
  await page.goBack({ waitUntil: 'commit' })
  await expect.poll(() => read<boolean>(page, 'restored')).toBe(true)
})

test('C30, C71 a page connects, is greeted, and keeps its token out of the URL', async ({ window }) => {
  const page = await tab(window)
  await expect.poll(async () => (await stateOf(page)).tier).toBe(1)
  expect(server.upgrades[0]?.headers['sec-websocket-protocol']).toBe(
    'stormdeck.v1, stormdeck.token.page.token',
  )
  expect(server.upgrades[0]?.url).not.toContain('page.token')
})

test('C50, C51 a hidden page gives its connection up, makes no attempt, and returns when looked at', async ({
  window,
}) => {
  const page = await tab(window, { backgroundAfterMs: 1_000 })
  await expect.poll(async () => (await stateOf(page)).phase).toBe('open')
  const front = await window.newPage()
  await expect.poll(async () => (await stateOf(page)).phase, { timeout: 15_000 }).toBe('background')
  await expect.poll(open).toBe(0)
  await front.waitForTimeout(3_000)
  expect(server.upgrades).toHaveLength(1)
  await page.bringToFront()
  await expect.poll(async () => (await stateOf(page)).phase).toBe('open')
  expect(server.query.get('sdr')).toBe('1')
})

test('C51 a hidden page that loses its server stays away until it is looked at', async ({ window }) => {
  const page = await tab(window)
  await expect.poll(async () => (await stateOf(page)).tier).toBe(1)
  await window.newPage()
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
  for (const socket of server.wss.clients) socket.close(1012)
  await expect.poll(async () => (await stateOf(page)).phase, { timeout: 20_000 }).toBe('background')
  expect(server.upgrades).toHaveLength(1)
  await page.bringToFront()
  await expect.poll(async () => (await stateOf(page)).phase).toBe('open')
})

test('C52 leaving the page closes the socket; the page comes back out of the cache and goes on', async ({
  window,
}) => {
  server.greet = socket => {
    socket.send(frame({ tier: 1 }))
    socket.send(frame({ messages: [{ topic: 'a', data: 1 }], cursor: 'n~1' }))
  }
  const page = await tab(window)
  await expect.poll(() => read<unknown[]>(page, 'messages')).toHaveLength(1)
  await page.goto(`http://127.0.0.1:${server.port}/client.js`)
  await expect.poll(open).toBe(0)
  await page.waitForTimeout(500)
  await page.goBack({ waitUntil: 'commit' })
  await expect.poll(() => read<boolean>(page, 'restored')).toBe(true)
  await expect.poll(async () => (await stateOf(page)).phase).toBe('open')
  expect(Object.fromEntries(server.query)).toMatchObject({ sdr: '1', sdc: 'n~1' })
})

test('C52 closing the tab closes the socket', async ({ window }) => {
  const page = await tab(window)
  await expect.poll(open).toBe(1)
  await page.close({ runBeforeUnload: true })
  await expect.poll(open).toBe(0)
})

test('C60 four tabs hold three connections; the fourth waits and is next', async ({ window }) => {
  const tabs: Page[] = []
  for (let i = 0; i < 4; i++) tabs.push(await tab(window, { backgroundAfterMs: null }))
  await expect.poll(open).toBe(3)
  const last = tabs[3] as Page
  expect(await stateOf(last)).toMatchObject({ phase: 'waiting', why: 'places' })
  await tabs[0]?.close()
  await expect.poll(async () => (await stateOf(last)).phase).toBe('open')
  await expect.poll(open).toBe(3)
})

test('C61 a hidden tab gives its place to the tab in front', async ({ window }) => {
  const tabs: Page[] = []
  for (let i = 0; i < 4; i++) tabs.push(await tab(window))
  await expect.poll(async () => (await stateOf(tabs[3] as Page)).phase).toBe('open')
  await expect.poll(open).toBeLessThanOrEqual(3)
})

test('C62 in a sandboxed frame, where the browser refuses locks, it connects all the same', async ({
  window,
}) => {
  const page = await tab(window, { sandboxed: true })
  await expect.poll(open).toBe(1)
  const frame = page.frames()[1] as Frame
  const refused = await frame.evaluate(() =>
    navigator.locks.request('control', () => 'granted').catch(error => error.name),
  )
  expect(refused).toBe('SecurityError')
  expect(await stateOf(frame)).toMatchObject({ phase: 'open' })
})

test('C72 an exception of the application surfaces and changes nothing here', async ({ window }) => {
  server.greet = socket => {
    socket.send(frame({ tier: 1 }))
    for (const data of ['throw', 'next'])
      socket.send(frame({ messages: [{ topic: 'a', data }], cursor: `n~${data}` }))
  }
  const page = await window.newPage()
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  await page.goto(pageUrl(server))
  await expect.poll(() => read<unknown[]>(page, 'messages')).toHaveLength(2)
  expect(errors).toEqual(['of the application'])
  expect((await stateOf(page)).phase).toBe('open')
})

test('C13 refused blind, as a browser is, it asks for the hint and polls as it is told', async ({
  window,
}) => {
  server.greet = null
  const answer = (bodies: object[]) => (_request: unknown, response: import('node:http').ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(`[${bodies.map(frame).join()}]`)
  }
  server.answers['/stormdeck/hint'] = answer([{ tier: 4 }])
  server.answers['/p'] = answer([{ tier: 4 }, { messages: [{ topic: 'a', data: 1 }], cursor: 'n~1' }])
  const page = await tab(window)
  await expect.poll(() => read<unknown[]>(page, 'messages'), { timeout: 20_000 }).not.toHaveLength(0)
  expect(await stateOf(page)).toMatchObject({ phase: 'open', transport: 'poll', tier: 4 })
})
