import { type Browser, type BrowserContext, expect, test } from 'playwright/test'
import { openScene } from '../product/open-scene.ts'
import { type Product, startProduct } from '../product/start-product.ts'
import { SHOTS, type Shot, SIZES, shotName } from './shots.ts'

// What a display or its driver would change about a picture is switched off.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({
      ...launchOptions,
      args: [
        ...(launchOptions.args ?? []),
        '--disable-gpu',
        '--disable-lcd-text',
        '--font-render-hinting=none',
        '--force-color-profile=srgb',
      ],
    }),
})

let product: Product
test.beforeAll(async () => {
  test.setTimeout(300_000)
  product = await startProduct(['--gallery', '--no-demo'])
})
test.afterAll(async () => {
  await product.stop()
})

/** One for each size and theme, so that code is fetched once for all of its pictures. */
const contexts = new Map<string, Promise<BrowserContext>>()
function contextOf(browser: Browser, { size, theme }: Shot): Promise<BrowserContext> {
  const key = `${size} ${theme}`
  const known = contexts.get(key)
  if (known) return known
  const made = browser.newContext({
    viewport: SIZES[size],
    deviceScaleFactor: 1,
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  })
  contexts.set(key, made)
  return made
}

for (const shot of SHOTS) {
  const name = shotName(shot)
  test(`looks as it did: ${name}`, async ({ browser }) => {
    const page = await (await contextOf(browser, shot)).newPage()
    await openScene(page, product.url, shot.screen, shot.scene)
    if (shot.press) {
      await page.keyboard.press(shot.press)
      await page.getByRole('dialog').waitFor()
    }
    await expect(page).toHaveScreenshot(`${name}.png`, {
      fullPage: shot.wholePage === true,
      // It names the sources that it was built from.
      mask: [page.locator('[data-build]')],
      timeout: 30_000,
    })
    await page.close()
  })
}
