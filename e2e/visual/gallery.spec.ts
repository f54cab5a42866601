import { expect, test } from 'playwright/test'
import { openScene } from '../product/open-scene.ts'
import { type Product, startProduct } from '../product/start-product.ts'
import { SHOTS, SIZES, shotName } from './shots.ts'

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
test.afterAll(() => product.stop())

for (const shot of SHOTS) {
  const name = shotName(shot)
  test(`looks as it did: ${name}`, async ({ browser }) => {
    const context = await browser.newContext({
      viewport: SIZES[shot.size],
      deviceScaleFactor: 1,
      colorScheme: shot.theme,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'UTC',
    })
    const page = await context.newPage()
    await openScene(page, product.url, shot.screen, shot.scene)
    if (shot.press) {
      await page.keyboard.press(shot.press)
      await page.getByRole('dialog').waitFor()
    }
    await expect(page).toHaveScreenshot(`${name}.png`, { fullPage: shot.wholePage === true })
    await context.close()
  })
}
