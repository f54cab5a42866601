import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from 'playwright/test'
import { GALLERY_SCREENS, type GalleryScreenName, SCENE_NAMES } from '../../components/gallery/scenes.ts'
import { openScene } from '../product/open-scene.ts'
import { type Product, startProduct } from '../product/start-product.ts'

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Screens whose every part depends on the state; the others are looked at in the states that change them. */
const IN_EVERY_STATE: ReadonlySet<GalleryScreenName> = new Set(['console', 'wall', 'summary'])
const TELLING = ['storm', 'blind', 'refusals', 'first-load'] as const
const scenesOf = (screen: GalleryScreenName) =>
  IN_EVERY_STATE.has(screen) ? SCENE_NAMES : screen === 'parts' ? (['calm'] as const) : TELLING

let product: Product
test.beforeAll(async () => {
  test.setTimeout(300_000)
  product = await startProduct(['--gallery', '--no-demo'])
})
test.afterAll(() => product?.stop())

/** Everything in dark, then the one thing a theme can change: contrast, in light. */
async function violations(page: Page, where: string): Promise<string[]> {
  const said: string[] = []
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] })
    const found = await (theme === 'dark' ? axe.withTags(WCAG) : axe.withRules(['color-contrast'])).analyze()
    for (const { id, nodes } of found.violations)
      said.push(`${where}, ${theme}: ${id}: ${nodes.map(node => node.target).join(', ')}`)
  }
  return said
}

for (const screen of GALLERY_SCREENS) {
  test(`${screen} is accessible by WCAG 2.2 AA in every state, in both themes`, async ({ browser }) => {
    test.setTimeout(600_000)
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    // A wall that sees a new release loads itself anew once it is served, in the middle of whatever comes next here.
    await page.route('**/api/health', route => route.abort())
    const found: string[] = []
    for (const scene of scenesOf(screen)) {
      await openScene(page, product.url, screen, scene)
      await expect(page.locator('main')).toBeVisible()
      found.push(...(await violations(page, scene)))
    }
    expect(found).toEqual([])
    await context.close()
  })
}

for (const [key, name] of [
  ['t', 'the tier dialog'],
  ['?', 'the list of keys'],
] as const) {
  test(`${name} is accessible, in both themes`, async ({ page }) => {
    await openScene(page, product.url, 'console', 'storm')
    const dialog = page.getByRole('dialog')
    // A key that comes before the page listens is lost, as a person's would be.
    await expect(async () => {
      await page.keyboard.press(key)
      await expect(dialog).toBeVisible({ timeout: 2_000 })
    }).toPass()
    const found = await violations(page, name)
    if (key === 't') {
      await page.getByRole('dialog').getByRole('radio', { name: '4', exact: true }).press('Space')
      found.push(...(await violations(page, 'at tier 4')))
    }
    expect(found).toEqual([])
  })
}

test('where motion is reduced, a change of theme starts no transition', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await openScene(page, product.url, 'console', 'storm')
  // In one task, so that not even the shortest of transitions could have ended.
  const started = await page.evaluate(() => {
    const link = document.querySelector('main a') as Element
    const before = getComputedStyle(link).color
    document.documentElement.dataset.theme = 'light'
    const after = getComputedStyle(link).color
    return { changed: before !== after, transitions: document.getAnimations().length }
  })
  expect(started).toEqual({ changed: true, transitions: 0 })
})
