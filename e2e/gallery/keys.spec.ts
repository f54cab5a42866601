import { expect, test } from 'playwright/test'
import { openScene } from '../product/open-scene.ts'
import { type Product, startProduct } from '../product/start-product.ts'

let product: Product
test.beforeAll(async () => {
  test.setTimeout(300_000)
  product = await startProduct(['--gallery', '--no-demo'])
})
test.afterAll(() => product?.stop())

test('an arrow key chooses a policy and sends nothing; Apply does', async ({ page }) => {
  const sent: unknown[] = []
  await page.route('**/api/tiers/policy', async route => {
    if (route.request().method() !== 'POST') return route.fallback()
    sent.push(route.request().postDataJSON())
    await route.fulfill({ json: {} })
  })
  await openScene(page, product.url, 'tiers', 'calm')
  const act = page.getByRole('radio', { name: 'act', exact: true })
  await page.getByRole('radio', { name: 'advise', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(act).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowRight')
  await page.getByLabel(/^Why/).fill('quiet hours')
  expect(sent).toEqual([])
  await page.getByRole('button', { name: /^Apply/ }).click()
  await expect.poll(() => sent).toEqual([{ mode: 'act', reason: 'quiet hours' }])
})
