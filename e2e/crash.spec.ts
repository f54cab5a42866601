import { expect, type Page, test } from 'playwright/test'
import { CRASHES } from '../components/gallery/scenes.ts'
import { startProduct } from './product/start-product.ts'

/** Longer than the longest time after which a screen that failed first asks whether the server is there. */
const ASKED_MS = 60_000

const UNATTENDED = CRASHES.filter(path => path !== '/crash')

const crashButton = (page: Page) => page.getByRole('button', { name: 'Crash' })

async function crash(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await crashButton(page).click()
  await expect(crashButton(page)).toHaveCount(0)
}

test.describe('with the gallery', () => {
  let url: string
  let stop: () => Promise<unknown>
  test.beforeAll(async () => {
    test.setTimeout(300_000)
    const product = await startProduct(['--gallery', '--no-demo'])
    url = product.url
    stop = () => product.stop()
  })
  test.afterAll(() => stop())

  test('a screen of the deck that fails says so, leaves the deck working, and can be tried again', async ({
    page,
  }) => {
    await crash(page, `${url}/crash`)
    const said = page.getByRole('alert').filter({ hasText: 'This screen failed to load' })
    await expect(said).toContainText('not in your fleet')
    await expect(said).toContainText('orders in force stay in force')

    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
    await page.keyboard.press('Escape')

    await said.getByRole('button', { name: 'Try again' }).click()
    await expect(crashButton(page)).toBeVisible()
    await expect(said).toHaveCount(0)

    await crashButton(page).click()
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
    await expect(page.getByRole('heading', { name: 'Sources' })).toBeVisible()
  })

  for (const path of UNATTENDED)
    test(`${path}: a failed screen that nobody attends is loudly blind, and returns only to a server that is there`, async ({
      page,
    }) => {
      await page.clock.install()
      await crash(page, `${url}${path}`)
      const blind = page.getByRole('alert').filter({ hasText: 'BLIND' })
      await expect(blind).toContainText('reloads automatically once its server responds')

      let asked = 0
      await page.route('**/api/health', route => {
        asked++
        return route.abort()
      })
      await page.clock.runFor(ASKED_MS)
      await expect.poll(() => asked).toBeGreaterThan(0)
      await expect(blind).toBeVisible()

      await page.unroute('**/api/health')
      await page.clock.runFor(ASKED_MS)
      await expect(crashButton(page)).toBeVisible()
      await expect(blind).toHaveCount(0)
    })
})

test('what is used in production has no screen that crashes', async () => {
  test.setTimeout(300_000)
  const product = await startProduct(['--no-demo'])
  try {
    for (const path of [...CRASHES, '/gallery', '/gallery/console/calm']) {
      const response = await fetch(`${product.url}${path}`)
      expect(await response.text(), path).not.toMatch(/>Crash<|>Gallery</)
      // `/embed/crash` is a panel that does not exist, which is said within a frame.
      if (!path.startsWith('/embed')) expect(response.status, path).toBe(404)
    }
  } finally {
    await product.stop()
  }
})
