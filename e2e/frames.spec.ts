import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { startProduct } from './product/start-product.ts'

/** Another dashboard: a page that frames the address behind its `?`. */
async function dashboard(): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const framed = decodeURIComponent(request.url?.split('?')[1] ?? '')
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(
      `<!doctype html><link rel="icon" href="data:,"><iframe src="${framed}" width="800" height="400">`,
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const framing = (page: Page, origin: string, url: string) =>
  page.goto(`${origin}/?${encodeURIComponent(url)}`)

test('a panel is framed by a host of the configuration and by no other; the console by nobody', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const [ours, other] = [await dashboard(), await dashboard()]
  const folder = mkdtempSync(join(tmpdir(), 'stormdeck-frames-'))
  const config = join(folder, 'stormdeck.yaml')
  writeFileSync(config, `embed:\n  frameAncestors: ["${ours.origin}"]\n`)
  const product = await startProduct(['--config', config])
  try {
    const refused: string[] = []
    page.on('console', message => {
      if (message.text().includes('frame-ancestors')) refused.push(message.text())
    })
    await framing(page, ours.origin, `${product.url}/embed/verdict`)
    await expect(page.frameLocator('iframe').getByRole('region', { name: 'Verdict' })).toBeVisible()
    expect(refused).toEqual([])

    await framing(page, other.origin, `${product.url}/embed/verdict`)
    await expect.poll(() => refused.length).toBe(1)
    await framing(page, ours.origin, product.url)
    await expect.poll(() => refused.length).toBe(2)
    await expect(page.frameLocator('iframe').getByRole('main')).toHaveCount(0)
  } finally {
    await product.stop()
    for (const { server } of [ours, other]) server.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
