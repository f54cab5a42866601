import { join } from 'node:path'
import { expect, type Page } from 'playwright/test'
import { test } from './client/users-browser.ts'
import { startProduct } from './product/start-product.ts'
import { startStorm } from './product/start-storm.ts'

const isHidden = (page: Page) => page.evaluate(() => document.visibilityState === 'hidden')
const ticks = (page: Page) => page.evaluate(() => (window as unknown as { ticks: number }).ticks)

/** What the tab shows of itself among others. */
const signs = (page: Page) =>
  page.evaluate(() => ({
    title: document.title,
    icon: document.querySelector('link[rel=icon]')?.getAttribute('href') ?? '',
  }))

// What a user's browser does after five minutes, after ten seconds: timers of a hidden page once a minute.
test.use({ flags: ['--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/10'] })

test('a console that has been hidden for long sees a storm, and its tab says so', async ({ window }) => {
  test.setTimeout(180_000)
  const product = await startProduct(['--demo-clients', '20'])
  try {
    const control = await window.newPage()
    await control.goto(`${product.url}/icon.svg`)
    await control.evaluate(() => {
      const counting = Object.assign(globalThis, { ticks: 0 })
      setInterval(() => counting.ticks++, 100)
    })
    const page = await window.newPage()
    await page.goto(product.url)
    await page.locator('tr[data-node=ws-1][data-reach=fresh]').waitFor()
    const front = await window.newPage()
    for (const hidden of [page, control]) await expect.poll(() => isHidden(hidden)).toBe(true)

    // Until timers of the control page nearly stand still: ten a second in front of somebody, none in these six seconds.
    await expect
      .poll(
        async () => {
          const before = await ticks(control)
          await front.waitForTimeout(6_000)
          return (await ticks(control)) - before
        },
        { timeout: 60_000 },
      )
      .toBeLessThan(2)

    const calm = await signs(page)
    expect(calm.icon).not.toMatch(/storm/)
    const fleetFile = join(product.dataDir, 'demo', 'fleet.json')
    const storm = startStorm({ fleetFile, nodes: ['ws-1', 'ws-2'], rate: 300, forSeconds: 4 })
    await storm.burstAt
    await expect.poll(() => signs(page).then(({ icon }) => icon)).toMatch(/storm/)
    expect((await signs(page)).title).not.toBe(calm.title)
    for (const hidden of [page, control]) expect(await isHidden(hidden)).toBe(true)
    await storm.done
  } finally {
    await product.stop()
  }
})
