import { expect, test } from 'playwright/test'
import { startProduct } from './product/start-product.ts'

test('4 consoles and 8 further tabs in one browser are all fresh, and an order is answered', async ({
  context,
}) => {
  test.setTimeout(300_000)
  const product = await startProduct(['--demo-clients', '50'])
  try {
    const places = [
      '/',
      '/',
      '/',
      '/',
      '/nodes',
      '/tiers',
      '/storms',
      '/incidents',
      '/settings',
      '/nodes/ws-1',
      '/summary',
      '/wall',
    ]
    const pages = []
    for (const place of places) {
      const page = await context.newPage()
      await page.goto(product.url + place, { waitUntil: 'commit' })
      pages.push(page)
    }
    for (const page of pages.slice(0, 4)) {
      await page.bringToFront()
      await expect(page.getByText('4 of 4 nodes responding').first()).toBeVisible({ timeout: 20_000 })
      await expect(page.getByRole('row').filter({ hasText: 'ws-1' })).toHaveAttribute('data-reach', 'fresh')
    }
    // Six connections an origin is all a browser has: a thirteenth request must still get one.
    const first = pages[0]
    const answered = await first?.evaluate(async () => {
      const startedAt = performance.now()
      const live = await (await fetch('/api/live?once=1')).json()
      const response = await fetch('/api/tiers/orders', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-stormdeck': 'write' },
        body: JSON.stringify({
          tier: 2,
          scope: { kind: 'node', name: 'ws-4' },
          durationMs: 10_000,
          reason: 'many tabs',
          drainPerSecond: null,
          seenRevision: live.sections.tier.revision,
          confirmed: true,
        }),
      })
      return { status: response.status, ms: performance.now() - startedAt }
    })
    console.info(`  an order with twelve tabs open took ${Math.round(answered?.ms ?? 0)} ms (aim: 1,000)`)
    expect(answered?.status).toBe(200)
  } finally {
    await product.stop()
  }
})
