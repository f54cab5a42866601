import { expect, type Page, test } from 'playwright/test'
import { startFront } from './product/start-front.ts'
import { type Product, startProduct } from './product/start-product.ts'

let product: Product
test.beforeAll(async () => {
  test.setTimeout(300_000)
  product = await startProduct(['--demo-clients', '20'])
})
test.afterAll(async () => {
  await product.stop()
})

const row = (page: Page, id = 'ws-1') => page.locator(`tr[data-node=${id}]`)
const wallHead = (page: Page) => page.locator('header[data-level]')

/** Notes, inside the page, every state a row is in from now on. */
const noteReaches = (page: Page) =>
  row(page).evaluate(element => {
    const noted = [element.getAttribute('data-reach')]
    Object.assign(window, { reaches: noted })
    new MutationObserver(() => noted.push(element.getAttribute('data-reach'))).observe(element, {
      attributeFilter: ['data-reach'],
    })
  })
const reaches = (page: Page) =>
  page.evaluate(() => [...new Set((window as unknown as { reaches: string[] }).reaches)])

test('a lost network is said loudly, and left behind by nobody touching anything', async ({ context }) => {
  test.setTimeout(120_000)
  const front = await startFront(product.url)
  try {
    const [page, wall] = [await context.newPage(), await context.newPage()]
    await page.goto(front.url)
    await wall.goto(`${front.url}/wall`)
    await expect(row(page)).toHaveAttribute('data-reach', 'fresh')
    await expect(wallHead(wall)).not.toHaveAttribute('data-level', /waiting|blind/)

    await front.cut()
    await expect(row(page)).toHaveAttribute('data-reach', 'silent', { timeout: 20_000 })
    await expect(page.getByRole('region', { name: 'Verdict' })).toHaveAttribute('data-level', 'blind')
    await expect(page.getByRole('alert').first()).toBeVisible()
    // What nobody has opened yet needs nothing from the server any more.
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('region', { name: 'Verdict' })).toBeVisible()
    await expect(wallHead(wall)).toHaveAttribute('data-level', 'blind')
    await expect(wall.getByRole('alert').filter({ hasText: /blind/i })).toBeVisible({ timeout: 20_000 })

    await front.mend()
    await expect(row(page)).toHaveAttribute('data-reach', 'fresh', { timeout: 60_000 })
    await expect(wallHead(wall)).not.toHaveAttribute('data-level', /waiting|blind/)
    await expect(wall.getByRole('alert').filter({ hasText: /blind/i })).toHaveCount(0)
  } finally {
    await front.close()
  }
})

for (const [name, without, rounds] of [
  // The trial of a stream after fifteen rounds included.
  ['a proxy that holds streams back', false, 18],
  ['a proxy that holds streams back, and a browser without SharedWorker', true, 6],
] as const) {
  test(`${name}: polled, and nothing is withdrawn between two polls`, async ({ page }) => {
    test.setTimeout(150_000)
    let polls = 0
    const front = await startFront(product.url, request => {
      if (!request.url?.startsWith('/api/live')) return false
      const once = request.url.includes('once=1')
      if (once) polls++
      return !once
    })
    try {
      if (without) await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
      await page.goto(front.url)
      await expect(row(page)).toHaveAttribute('data-reach', 'fresh', { timeout: 60_000 })
      await noteReaches(page)
      const before = polls
      await expect.poll(() => polls - before, { timeout: 90_000 }).toBeGreaterThan(rounds)
      // Older than 2.5 s for a moment, which is said, but never silent.
      expect(await reaches(page)).not.toContain('silent')
    } finally {
      await front.close()
    }
  })
}

test('without SharedWorker a tab follows the stream alone', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'))
  const streamed = page.waitForRequest(request => request.url().endsWith('/api/live'))
  await page.goto(product.url)
  await streamed
  await expect(row(page)).toHaveAttribute('data-reach', 'fresh')
})

test('a browser whose clock is seven minutes fast shows the time of the server, and says so', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const real = Date.now.bind(Date)
    Date.now = () => real() + 7 * 60_000
  })
  await page.goto(product.url)
  await expect(row(page)).toHaveAttribute('data-reach', 'fresh')
  await expect(page.getByText(/clock is [67] min.* fast/)).toBeVisible()
  const shown = Date.parse((await page.locator('time[datetime]').first().getAttribute('datetime')) ?? '')
  expect(Math.abs(shown - Date.now())).toBeLessThan(60_000)
})

test('a wall turns through its panels', async ({ page }) => {
  await page.goto(`${product.url}/wall?rotate=5`)
  const names = async () =>
    (await page.locator('main section[data-state] h2').allTextContents()).map(name => name.trim())
  const seen = new Set<string>()
  await expect
    .poll(
      async () => {
        const now = await names()
        if (now.length === 1) seen.add(now[0] ?? '')
        return seen.size
      },
      { timeout: 40_000 },
    )
    .toBe(3)
})

test('a copied link shows the same moment to somebody else', async ({ context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: product.url })
  const page = await context.newPage()
  await page.goto(`${product.url}/?scope=node:ws-2&range=5m`)
  await expect(row(page, 'ws-2')).toHaveAttribute('data-reach', 'fresh')
  await page.getByRole('button', { name: /copy link/i }).click()
  const link = await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('at=')
    .then(() => page.evaluate(() => navigator.clipboard.readText()))
  const params = new URL(link).searchParams
  expect(params.get('scope')).toBe('node:ws-2')
  expect(params.get('range')).toBe('5m')
  const at = Date.parse(params.get('at') ?? '')
  expect(Math.abs(at - Date.now())).toBeLessThan(60_000)

  const other = await context.newPage()
  const asked = other.waitForRequest(request => request.url().includes('/api/history?'))
  await other.goto(link)
  const history = new URL((await asked).url()).searchParams
  expect([history.get('end'), history.get('range'), history.get('scope')]).toEqual([
    String(at),
    '5m',
    'node:ws-2',
  ])
})
