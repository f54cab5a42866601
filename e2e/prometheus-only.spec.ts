import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { WebSocketServer } from 'ws'
import { startHaproxy } from '../scripts/profiles/start-proxies.ts'
import { requireBinary } from '../scripts/test/require-binary.ts'
import { startPrometheus } from '../scripts/test/start-prometheus.ts'
import { startProduct } from './product/start-product.ts'

const paths = { prometheus: requireBinary('prometheus'), haproxy: requireBinary('haproxy') }
/** What is stopped at the end, the last started first. */
const running: (() => Promise<unknown>)[] = []
test.afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop()
})

const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

async function startScrapedHaproxy(): Promise<string> {
  const backend = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise(resolve => backend.once('listening', resolve))
  running.push(async () => {
    for (const client of backend.clients) client.terminate()
    backend.close()
  })
  const address = backend.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const haproxy = await startHaproxy(paths.haproxy ?? '', `127.0.0.1:${port}`)
  running.push(haproxy.stop)
  const prometheus = await startPrometheus(paths.prometheus ?? '', {
    jobs: { edge: [haproxy.target] },
    scrapeInterval: '15s',
  })
  running.push(prometheus.stop)
  return prometheus.url
}

test.skip(paths.prometheus === null || paths.haproxy === null, 'needs Prometheus and HAProxy')

test('a fleet that only Prometheus knows, scraped every 15 s, keeps its numbers between scrapes', async ({
  page,
}, info) => {
  test.setTimeout(420_000)
  const prometheusUrl = await startScrapedHaproxy()
  const dir = mkdtempSync(join(tmpdir(), 'stormdeck-prometheus-only-'))
  running.push(async () => rmSync(dir, { recursive: true, force: true }))
  const config = join(dir, 'stormdeck.yaml')
  writeFileSync(config, `prometheus:\n  url: ${prometheusUrl}\n`)
  const product = await startProduct(['--config', config])
  running.push(() => product.stop())

  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(product.url)
  const pool = panel(page, 'Connection pool')
  const reconnect = panel(page, 'Reconnect rate')
  await expect(pool).toHaveAttribute('data-state', 'fresh', { timeout: 120_000 })
  // Rates need two scrapes.
  await expect(reconnect).toContainText(/mean of the last 60 s/, { timeout: 90_000 })
  await expect(reconnect).toContainText('cannot tell (15 s samples)', { timeout: 90_000 })

  // Over three scrapes and whatever lies between them: every picture that was drawn is counted.
  const states = await page.evaluate(async () => {
    const seen = new Set<string>()
    const section = [...document.querySelectorAll('section')].find(each =>
      each.textContent?.startsWith('Connection pool'),
    )
    if (!section) return ['no panel']
    seen.add(section.dataset.state ?? '')
    const watch = new MutationObserver(() => seen.add(section.dataset.state ?? ''))
    watch.observe(section, { attributes: true, attributeFilter: ['data-state'] })
    const ages = () => Number(/Prometheus · (\d+)/.exec(section.textContent ?? '')?.[1] ?? 0)
    let [before, scrapes] = [ages(), 0]
    while (scrapes < 3) {
      await new Promise(resolve => setTimeout(resolve, 200))
      const age = ages()
      if (age < before - 5) scrapes++
      before = age
    }
    watch.disconnect()
    return [...seen]
  })
  expect(states).toEqual(['fresh'])
  await expect(pool).toContainText('Prometheus ·')
  await expect(page.locator('[data-reach="fresh"]')).toHaveCount(1)
  await page.screenshot({ path: info.outputPath('prometheus-only.png') })

  await page.locator('[data-reach="fresh"] a').click()
  await expect(page.getByText('not exported by HAProxy').first()).toBeVisible()
  await page.screenshot({ path: info.outputPath('prometheus-only-node.png'), fullPage: true })
})
