import { gzipSync } from 'node:zlib'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from 'playwright/test'
import { type Product, startProduct } from './product/start-product.ts'

const SCREENS = [
  '/',
  '/nodes',
  '/nodes/ws-1',
  '/storms',
  '/tiers',
  '/incidents',
  '/settings',
  '/embed',
  '/summary',
  '/wall',
  '/embed/pool',
  '/embed/verdict',
]
/** What shows and never switches. */
const WITHOUT_SWITCH = [
  '/wall',
  '/summary',
  '/embed/pool',
  '/embed/memory',
  '/embed/reconnect',
  '/embed/verdict',
]
const KIB = 1_024

let product: Product

test.beforeAll(async () => {
  test.setTimeout(300_000)
  product = await startProduct(['--demo-clients', '50'])
})
test.afterAll(async () => {
  await product.stop()
})

/** Opens a screen and waits until it shows values. Anything the console says is handed back. */
async function open(page: Page, path: string): Promise<string[]> {
  const said: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') said.push(message.text())
  })
  page.on('pageerror', error => said.push(error.message))
  await page.goto(product.url + path)
  await expect(page.locator('main')).not.toContainText(/waiting for the first/i, { timeout: 20_000 })
  return said
}

for (const theme of ['dark', 'light'] as const) {
  for (const path of SCREENS) {
    test(`${path} in ${theme}: accessible by WCAG 2.2 AA, and the console stays clean`, async ({
      browser,
    }) => {
      const context = await browser.newContext({ colorScheme: theme, viewport: { width: 1440, height: 900 } })
      const page = await context.newPage()
      const said = await open(page, path)
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze()
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target).join(', ')}`),
      ).toEqual([])
      expect(said).toEqual([])
      await context.close()
    })
  }
}

test.describe('what a browser has to load, gzipped', () => {
  type Weight = {
    /** Scripts that the page itself names. */
    first: number
    /** Those, and the chart library. */
    withCharts: number
    /** Everything it has fetched once all of it is drawn: also the node table, the ladder and the tier dialog. */
    all: number
  }

  /** The worker is not the page's: it is loaded once for all tabs of a browser and never blocks one. */
  async function weigh(page: Page, path: string, drawn: string): Promise<Weight> {
    const bodies = new Map<string, { bytes: number; charts: boolean }>()
    const waiting: Promise<void>[] = []
    page.on('response', response => {
      const { pathname } = new URL(response.url())
      if (!pathname.endsWith('.js') || response.request().resourceType() !== 'script') return
      waiting.push(
        response.body().then(
          body =>
            void bodies.set(pathname, {
              bytes: gzipSync(body).length,
              charts: body.includes('recharts-surface'),
            }),
          () => {},
        ),
      )
    })
    const html = await (await fetch(product.url + path)).text()
    await open(page, path)
    await page.locator(drawn).first().waitFor()
    await page.waitForLoadState('load')
    await Promise.all(waiting)
    const named = new Set(
      [...html.matchAll(/<script[^>]+src="([^"]+)"/g)].map(
        match => new URL(match[1] ?? '', product.url).pathname,
      ),
    )
    const sum = (counts: (path: string, charts: boolean) => boolean) =>
      [...bodies].reduce((total, [name, { bytes, charts }]) => total + (counts(name, charts) ? bytes : 0), 0)
    const weight = {
      first: sum(name => named.has(name)),
      withCharts: sum((name, charts) => charts || named.has(name)),
      all: sum(() => true),
    }
    const kib = (bytes: number) => `${Math.round(bytes / KIB)} KiB`
    console.info(
      `  ${path}: ${kib(weight.first)} first, ${kib(weight.withCharts)} with charts, ${kib(weight.all)} in all`,
    )
    return weight
  }

  for (const [path, drawn, all] of [
    // Held where it is: what comes after the charts is fetched when the verdict and the figures stand.
    ['/', '.recharts-surface path.recharts-curve', 330],
    ['/nodes', 'tr[data-node]', 300],
    ['/nodes/ws-1', '.recharts-surface', 300],
    ['/storms', 'main h1', 300],
    ['/tiers', 'main h1', 300],
    ['/incidents', 'main h1', 300],
    ['/settings', 'main h1', 300],
  ] as const) {
    test(`${path}: 180 KiB before charts, 300 with them, ${all} in all`, async ({ page }) => {
      const weight = await weigh(page, path, drawn)
      expect(weight.first).toBeLessThanOrEqual(180 * KIB)
      expect(weight.withCharts).toBeLessThanOrEqual(300 * KIB)
      expect(weight.all).toBeLessThanOrEqual(all * KIB)
      if (drawn.includes('recharts')) expect(weight.withCharts).toBeGreaterThan(weight.first)
    })
  }

  for (const path of WITHOUT_SWITCH) {
    test(`${path}: 190 KiB`, async ({ page }) => {
      const { all } = await weigh(page, path, 'h1, figure svg')
      expect(all).toBeLessThanOrEqual(190 * KIB)
    })
  }
})

for (const path of WITHOUT_SWITCH) {
  test(`${path} loads no code that could switch a tier`, async ({ page }) => {
    const scripts: Promise<string>[] = []
    page.on('response', response => {
      if (/\.js(\?|$)/.test(response.url())) scripts.push(response.text().catch(() => ''))
    })
    await open(page, path)
    await page.locator('h1, figure svg').first().waitFor()
    const code = (await Promise.all(scripts)).join('\n')
    expect(code.length).toBeGreaterThan(100_000)
    expect(code).not.toContain('/api/tiers/orders')
    expect(code).not.toContain('/api/tiers/leases')
  })
}

for (const [width, height] of [
  [1920, 1080],
  [3840, 2160],
] as const) {
  test(`the wall fits ${width} × ${height} without scrolling, and its words grow with it`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ viewport: { width, height } })
    const page = await context.newPage()
    await open(page, '/wall')
    const size = await page.evaluate(() => {
      const heading = document.querySelector('h1')
      return {
        overflow: Math.max(
          document.documentElement.scrollHeight - innerHeight,
          document.documentElement.scrollWidth - innerWidth,
        ),
        headline: heading ? Number.parseFloat(getComputedStyle(heading).fontSize) : 0,
        controls: document.querySelectorAll('button, a, input, select').length,
      }
    })
    expect(size.overflow).toBeLessThanOrEqual(0)
    expect(size.headline).toBeGreaterThanOrEqual(height * 0.055)
    expect(size.controls).toBe(0)
    await context.close()
  })
}

test('the console stands in one view at 1440 × 900', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await open(page, '/')
  const below = await page.evaluate(() =>
    Math.max(
      0,
      ...[...document.querySelectorAll('main, html')].map(one => one.scrollHeight - one.clientHeight),
    ),
  )
  expect(below).toBe(0)
  await context.close()
})

test('the summary prints on one page', async ({ page }) => {
  await open(page, '/summary')
  const pdf = await page.pdf({ format: 'A4' })
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
})

test('the summary prints on one page after a month of events, under a long sentence', async ({ page }) => {
  await page.route('**/api/summary', async route => {
    const answer = await route.fetch()
    const summary = await answer.json()
    const event = (i: number) => ({
      id: `lease-${i}`,
      kind: 'order',
      title: `Tier 3, Server-sent events, on ${'server-of-frankfurt, '.repeat(5)}and 1,006 more`,
      detail: `by policy: ${'the pool will be full in less than six minutes; '.repeat(3)}`,
      startedAt: Date.now() - i * 86_400_000,
      endedAt: Date.now() - i * 86_400_000 + 900_000,
    })
    await route.fulfill({
      response: answer,
      json: { ...summary, events: Array.from({ length: 8 }, (_, i) => event(i)) },
    })
  })
  await open(page, '/summary')
  await expect(page.getByText('Server-sent events').last()).toBeVisible()
  const long =
    'Live updates have been reduced for 165,000 connections on two of four servers since 21 Nov 14:04. '
  await page.locator('h1').evaluate((headline, more) => {
    headline.append(more)
    const second = document.createElement('p')
    second.className = 'mt-3 max-w-[52em] text-title text-ink-2 print:text-body'
    second.textContent = more.repeat(3)
    headline.after(second)
  }, long)
  const pdf = await page.pdf({ format: 'A4' })
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
})

test('the summary as text has the figures of the summary', async () => {
  const read = async (path: string) => (await fetch(product.url + path)).text()
  // A minute may end between the two answers.
  await expect(async () => {
    const text = await read('/api/summary.txt')
    const summary = JSON.parse(await read('/api/summary'))
    expect(text).toContain(`\nMinutes degraded: ${summary.minutesDegraded}\n`)
    expect(text).toContain(`\nStorms: ${summary.storms}\n`)
    const unwatched = summary.days.filter(({ level }: { level: string }) => level === 'unknown').length
    expect(text).toContain(`, ${unwatched} days not watched\n`)
    for (const { title } of summary.events) expect(text).toContain(title)
  }).toPass()
})

test('an unknown parameter of an embedded panel is ignored, a wrong value explained', async ({ page }) => {
  await open(page, '/embed/pool?refresh=5s&var-node=1')
  await expect(page.locator('main').getByRole('alert')).toHaveCount(0)
  await open(page, '/embed/pool?range=2h')
  await expect(page.locator('main').getByRole('alert')).toContainText('range=2h is not one of')
  await page.goto(`${product.url}/embed/speed`)
  await expect(page.getByText('There is no panel “speed”.')).toBeVisible()
})

test('nobody may frame the console; the panels may be framed by ourselves', async () => {
  const policy = async (path: string) =>
    (await fetch(product.url + path)).headers.get('content-security-policy')
  expect(await policy('/')).toContain("frame-ancestors 'none'")
  expect(await policy('/tiers')).toContain("frame-ancestors 'none'")
  expect(await policy('/embed/pool')).toContain("frame-ancestors 'self'")
})

test.describe('every write is refused by default', () => {
  const order = {
    tier: 2,
    scope: { kind: 'fleet', name: null },
    durationMs: 60_000,
    reason: '',
    drainPerSecond: null,
    seenRevision: 1,
    confirmed: true,
  }
  const ours = { 'content-type': 'application/json', 'x-stormdeck': 'write' }
  const post = (headers: Record<string, string>) =>
    fetch(`${product.url}/api/tiers/orders`, { method: 'POST', headers, body: JSON.stringify(order) })

  test('without our own header', async () =>
    expect((await post({ 'content-type': 'application/json' })).status).toBe(403))
  test('from another origin', async () =>
    expect((await post({ ...ours, origin: 'https://evil.example' })).status).toBe(403))
  test('from another site', async () =>
    expect((await post({ ...ours, 'sec-fetch-site': 'cross-site' })).status).toBe(403))
  test('as a form', async () => {
    const { status } = await post({ 'content-type': 'text/plain', 'x-stormdeck': 'write' })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  })
})
