import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { WebSocketServer } from 'ws'
import { attach } from '../packages/agent/src/index.ts'
import { startProduct } from './product/start-product.ts'

test('without servers the first page says what to do, on every path of it', async ({ page }) => {
  test.setTimeout(120_000)
  const product = await startProduct(['--no-demo'])
  try {
    await page.goto(product.url)
    await expect(page.getByRole('status').filter({ hasText: /live check/i })).toBeVisible()
    for (const way of await page
      .getByRole('group', { name: /server/i })
      .getByRole('radio')
      .all()) {
      await way.check()
      await expect(page.locator('main pre').first()).toBeVisible()
    }
    await expect(page.getByRole('region', { name: 'Verdict' })).toHaveCount(0)
  } finally {
    await product.stop()
  }
})

test('the first page turns into the console when the first data of a real agent arrive', async ({ page }) => {
  test.setTimeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'stormdeck-first-run-'))
  const discovered = join(folder, 'agents.json')
  const config = join(folder, 'stormdeck.yaml')
  writeFileSync(discovered, '[]')
  writeFileSync(config, `discovery:\n  files: [${JSON.stringify(discovered)}]\n`)
  const product = await startProduct(['--config', config])
  const http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  const deck = attach(new WebSocketServer({ server: http }), {
    id: 'first',
    group: 'eu-west',
    control: { port: 0 },
  })
  try {
    await page.goto(product.url)
    await expect(page.getByRole('status').filter({ hasText: /live check/i })).toBeVisible()
    const control = await deck.control?.ready
    writeFileSync(discovered, JSON.stringify([{ targets: [`127.0.0.1:${control?.port}`], labels: {} }]))
    await expect(page.locator('tr[data-node=first]')).toHaveAttribute('data-reach', 'fresh', {
      timeout: 60_000,
    })
    await expect(page.getByRole('region', { name: 'Verdict' })).not.toHaveAttribute(
      'data-level',
      /waiting|blind/,
    )
  } finally {
    await product.stop()
    await deck.close()
    http.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
