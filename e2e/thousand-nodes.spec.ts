import { expect, test } from 'playwright/test'
import { madeUpFleet, madeUpHistory } from './product/made-up-fleet.ts'
import { type ScriptedDeck, startScriptedDeck } from './product/scripted-deck.ts'

const NODES = 1_000
let deck: ScriptedDeck
let clock: ReturnType<typeof setInterval>

test.beforeAll(async () => {
  test.setTimeout(300_000)
  deck = await startScriptedDeck({
    '/api/history': query => madeUpHistory(query.get('panel') ?? '', query.get('scope') ?? '', Date.now()),
  })
  const tell = () => {
    const { state, hot } = madeUpFleet(NODES, true, Date.now())
    deck.publish(state, hot)
  }
  tell()
  clock = setInterval(tell, 1_000)
})
test.afterAll(async () => {
  clearInterval(clock)
  await deck.close()
})

for (const path of ['/', '/nodes']) {
  test(`${path} at 1,000 nodes: only rows in view exist, trouble first, and the keyboard is enough`, async ({
    page,
  }) => {
    await page.goto(deck.url + path)
    const table = page.getByRole('region', { name: 'Nodes' })
    const rows = table.locator('tbody tr')
    await expect(table.getByRole('table')).toHaveAttribute('aria-rowcount', String(NODES + 1))
    expect(await rows.count()).toBeLessThan(60)
    // A tenth of them is in the storm.
    await expect(rows.first()).toContainText('storm')

    await page.keyboard.press('/')
    await page.keyboard.type('ws-777')
    await expect(rows).toHaveCount(1)
    await expect(rows.first()).toHaveAttribute('data-node', 'ws-777')
    await page.keyboard.press('Escape')
    await expect(rows).not.toHaveCount(1)

    const byName = table.getByRole('columnheader', { name: 'Node' }).getByRole('button')
    await byName.focus()
    await page.keyboard.press('Enter')
    await expect(table.getByRole('columnheader', { name: 'Node' })).toHaveAttribute('aria-sort', 'ascending')
    await expect(rows.first()).toHaveAttribute('data-node', 'ws-1')

    // Scrolled to the end the last row is there, and still no more rows than fit.
    await table.locator('div.overflow-auto').evaluate(scroller => scroller.scrollTo(0, scroller.scrollHeight))
    await expect(table.locator(`tr[aria-rowindex="${NODES + 1}"]`)).toBeVisible()
    expect(await rows.count()).toBeLessThan(60)

    await page.keyboard.press('/')
    await page.keyboard.type('ws-42')
    await page.keyboard.press('Enter')
    const link = table.getByRole('link', { name: 'ws-42', exact: true })
    for (let i = 0; i < 20 && !(await link.evaluate(one => one === document.activeElement)); i++)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/nodes\/ws-42$/)
  })
}
