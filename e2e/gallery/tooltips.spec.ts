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
  const charts = page.locator('.recharts-surface:has(path.recharts-curve)')
  await expect(charts).toHaveCount(3)
  const times = () => page.locator('.recharts-tooltip-wrapper p:first-child').allTextContents()
  await charts.first().hover()
  await expect.poll(async () => (await times()).length).toBe(3)
  const [moment, ...others] = await times()
  expect(moment).toMatch(/^\d\d:\d\d:\d\d/)
  expect(new Set(others)).toEqual(new Set([moment]))
  await expect(page.locator('.recharts-tooltip-wrapper').first()).toContainText('%')
  await page.mouse.move(0, 0)
  await expect.poll(async () => (await times()).length).toBe(0)
})
