import { expect, type Page, test } from 'playwright/test'
import { startProduct } from './product/start-product.ts'

const row = (page: Page) => page.locator('tr[data-node=ws-1]')
const wallHead = (page: Page) => page.locator('header[data-level]')
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { opened: true }))
const isMarked = (page: Page) => page.evaluate(() => 'opened' in window).catch(() => false)

test('a restarted server is taken up again; a new release is offered to a tab, and taken by a wall', async ({
  context,
}) => {
  test.setTimeout(420_000)
  const demo = ['--demo-clients', '20']
  let product = await startProduct(demo)
  const port = Number(new URL(product.url).port)
  try {
    const [page, wall] = [await context.newPage(), await context.newPage()]
    await page.goto(product.url)
    await wall.goto(`${product.url}/wall`)
    await expect(row(page)).toHaveAttribute('data-reach', 'fresh')
    await expect(wallHead(wall)).not.toHaveAttribute('data-level', /waiting|blind/)
    for (const one of [page, wall]) await mark(one)

    await product.stop()
    await expect(row(page)).toHaveAttribute('data-reach', 'silent', { timeout: 20_000 })
    product = await startProduct(demo, {}, { port })
    await expect(row(page)).toHaveAttribute('data-reach', 'fresh', { timeout: 60_000 })
    await expect(wallHead(wall)).not.toHaveAttribute('data-level', /waiting|blind/, { timeout: 60_000 })
    const offer = page.getByRole('status').filter({ hasText: /new version/i })
    await expect(offer).toHaveCount(0)
    expect(await isMarked(page)).toBe(true)

    // The build with the gallery is another build, with scripts of other names.
    await product.stop()
    product = await startProduct([...demo, '--gallery'], {}, { port })
    await expect(offer).toBeVisible({ timeout: 60_000 })
    // The old tab goes on: nothing is taken away from whoever works in it.
    await expect(row(page)).toHaveAttribute('data-reach', 'fresh')
    expect(await isMarked(page)).toBe(true)
    await expect.poll(() => isMarked(wall), { timeout: 60_000 }).toBe(false)
    await expect(wallHead(wall)).not.toHaveAttribute('data-level', /waiting|blind/, { timeout: 30_000 })

    await offer.getByRole('button').click()
    await expect(row(page)).toHaveAttribute('data-reach', 'fresh', { timeout: 30_000 })
    await expect(offer).toHaveCount(0)
    expect(await isMarked(page)).toBe(false)
  } finally {
    await product.stop()
  }
})
