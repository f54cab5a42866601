import { expect, test } from 'playwright/test'
import { openScene } from '../product/open-scene.ts'
import { type Product, startProduct } from '../product/start-product.ts'

let product: Product
test.beforeAll(async () => {
  test.setTimeout(300_000)
  product = await startProduct(['--gallery', '--no-demo'])
})
test.afterAll(() => product?.stop())

test('the pointer over one chart names that moment in every chart', async ({ page }) => {
  await openScene(page, product.url, 'console', 'storm')
  const tooltips = page.locator('.recharts-tooltip-wrapper')
  await expect(page.locator('path.recharts-curve').first()).toBeVisible()
  const charts = await page.locator('.recharts-surface').count()
  expect(charts).toBeGreaterThan(2)
  await page.locator('.recharts-surface').first().hover()
  const times = () => tooltips.locator('p:first-child').allTextContents()
  await expect.poll(async () => (await times()).length).toBe(charts)
  const [moment, ...others] = await times()
  expect(moment).toMatch(/^\d\d:\d\d:\d\d/)
  expect(new Set(others)).toEqual(new Set([moment]))
  // In place of the recharts defaults: names of the series and values with their units.
  await expect(tooltips.first()).toContainText('%')
  await page.mouse.move(0, 0)
  await expect.poll(async () => (await times()).length).toBe(0)
})
