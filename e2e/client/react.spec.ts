import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'playwright/test'
import { build } from 'tsdown'
import { frame, RealServer } from '../../packages/client/test-kit/real-server.ts'

let script = ''
test.beforeAll(async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'stormdeck-react-'))
  await build({
    config: false,
    entry: { page: fileURLToPath(new URL('./react-page.tsx', import.meta.url)) },
    outDir,
    platform: 'browser',
    format: 'esm',
    dts: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"' },
    alias: {
      '@stormdeck/client': fileURLToPath(new URL('../../packages/client/src/index.ts', import.meta.url)),
    },
    deps: { alwaysBundle: [/.*/] },
  })
  script = readFileSync(join(outDir, 'page.js'), 'utf8')
  rmSync(outDir, { recursive: true })
})

test('the hook lives with its component: one connection under StrictMode, another for another URL, none without one or after; its functions stay the same', async ({
  page,
}) => {
  const server = new RealServer()
  const received: string[] = []
  server.answers['/'] = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(
      '<!doctype html><link rel="icon" href="data:,"><div id="root"></div><script type="module" src="/page.js"></script>',
    )
  }
  server.answers['/page.js'] = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(script)
  }
  server.greet = socket => {
    socket.send(frame({ tier: 2 }))
    socket.send(frame({ messages: [{ topic: 'a', data: 'published' }], cursor: 'n~1' }))
    socket.on('message', data => received.push(String(data)))
  }
  await server.start()
  const errors: string[] = []
  page.on('console', message => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', error => errors.push(error.message))
  await page.goto(`http://127.0.0.1:${server.port}/`)
  await expect(page.getByRole('status')).toHaveText('open, tier 2')
  await expect(page.getByText('published')).toBeVisible()
  expect(server.upgrades).toHaveLength(1)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect.poll(() => received).toEqual(['from the page'])

  await page.getByRole('button', { name: 'Other' }).click()
  await expect
    .poll(() => server.upgrades.map(upgrade => upgrade.url?.split('?')[0]))
    .toEqual(['/live', '/other'])
  await expect.poll(() => server.wss.clients.size).toBe(1)
  await expect(page.getByRole('status')).toHaveText('open, tier 2')

  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByRole('status')).toHaveText('closed, tier unknown')
  await expect.poll(() => server.wss.clients.size).toBe(0)
  await page.getByRole('button', { name: 'Other' }).click()
  await expect(page.getByRole('status')).toHaveText('open, tier 2')
  await expect(page).toHaveTitle('3 functions')
  await page.getByRole('button', { name: 'Leave' }).click()
  await expect.poll(() => server.wss.clients.size).toBe(0)
  expect(errors).toEqual([])
  await server.stop()
})
