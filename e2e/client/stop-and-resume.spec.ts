import type { ServerResponse } from 'node:http'
import { type BrowserContext, expect, type Page } from 'playwright/test'
import type { DeckState } from '../../packages/client/src/state.ts'
import { frame, type RealServer, stream } from '../../packages/client/test-kit/real-server.ts'
import { pageServer, pageUrl, read, stateOf } from './page-server.ts'
import { test } from './users-browser.ts'

let server: RealServer
test.beforeEach(async () => {
  server = await pageServer()
})
test.afterEach(() => server.stop())

const messagesOf = async (page: Page) =>
  (await read<{ data: unknown }[]>(page, 'messages')).map(each => each.data)

/** A tab in front whose clock is ours: what it waits for comes as fast as the network answers. */
async function tab(window: BrowserContext): Promise<Page> {
  const page = await window.newPage()
  await page.clock.install()
  await page.goto(pageUrl(server, { hint: false }))
  return page
}

/** Lets the page's time pass until the client is in that state. */
async function until(page: Page, state: Partial<DeckState>): Promise<void> {
  const reached = async () => {
    await page.clock.runFor(500)
    return stateOf(page)
  }
  await expect.poll(reached, { intervals: [50], timeout: 30_000 }).toMatchObject(state)
}

/** A client that nobody has answered seven times. */
async function stoppedTab(window: BrowserContext): Promise<Page> {
  const { greet } = server
  server.greet = null
  const page = await tab(window)
  await until(page, { phase: 'stopped', why: 'no-answer' })
  expect(server.upgrades).toHaveLength(7)
  await page.clock.runFor(3_600_000)
  expect(server.upgrades).toHaveLength(7)
  server.greet = greet
  return page
}

test('C7, C11 stopped after seven attempts, it says so, and a user brings it back', async ({ window }) => {
  const page = await stoppedTab(window)
  expect((await stateOf(page)).userText).toContain('temporarily unavailable')
  await page.evaluate(() => (window as unknown as { deck: { retry(): void } }).deck.retry())
  await until(page, { phase: 'open', tier: 1, userText: null })
  expect(server.upgrades).toHaveLength(8)
})

test('C7, C10 stopped after seven attempts, it resumes when the network returns', async ({ window }) => {
  const page = await stoppedTab(window)
  await window.setOffline(true)
  await window.setOffline(false)
  await until(page, { phase: 'open', tier: 1 })
  expect(server.upgrades).toHaveLength(8)
})

test('C7, C10 stopped after seven attempts, it resumes when its page is looked at', async ({ window }) => {
  const page = await stoppedTab(window)
  await window.newPage()
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
  await page.bringToFront()
  await until(page, { phase: 'open', tier: 1 })
  expect(server.upgrades).toHaveLength(8)
})

test('C51 without a network it attempts nothing, and returns with it', async ({ window }) => {
  const page = await tab(window)
  await until(page, { phase: 'open', tier: 1 })
  await window.setOffline(true)
  for (const socket of server.wss.clients) socket.terminate()
  await until(page, { phase: 'waiting', why: 'offline' })
  await page.clock.runFor(600_000)
  expect(server.upgrades).toHaveLength(1)
  await window.setOffline(false)
  await until(page, { phase: 'open', tier: 1 })
  expect(server.upgrades).toHaveLength(2)
})

test('C30, C32 at tier 3 it reads an event stream, and at a better tier it is back on a socket', async ({
  window,
}) => {
  let events: ServerResponse | undefined
  server.greet = socket => {
    socket.send(frame({ tier: 3 }))
    socket.close(1012)
  }
  server.answers['/e'] = stream(response => {
    events = response
    response.write(`data: ${frame({ tier: 3, userText: 'Limited.' })}\n\n`)
    response.write(`data: ${frame({ messages: [{ topic: 'a', data: 'streamed' }], cursor: 'n~1' })}\n\n`)
  })
  const page = await tab(window)
  await until(page, { phase: 'open', transport: 'events', tier: 3, userText: 'Limited.' })
  await expect.poll(() => messagesOf(page)).toEqual(['streamed'])
  server.greet = socket => socket.send(frame({ tier: 1 }))
  events?.write(`data: ${frame({ tier: 1 })}\n\n`)
  await until(page, { phase: 'open', transport: 'websocket', tier: 1 })
  expect(server.query.get('sdc')).toBe('n~1')
})
