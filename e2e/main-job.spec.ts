import { join } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { type Product, startProduct } from './product/start-product.ts'
import { startStorm } from './product/start-storm.ts'

/** Small enough to have joined within seconds; what is proved does not depend on the number. */
const CLIENTS_PER_NODE = 150

type Received = Record<string, { open: number; received: Record<string, { count: number; lastAt: number }> }>

const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' })
const ladder = (page: Page) => page.getByRole('region', { name: 'Degradation tier' })

/** What the fleet's own clients say they have received, by node. */
async function received(product: Product): Promise<Received> {
  const { reportUrl } = product.fleet()
  return (await fetch(reportUrl)).json()
}

const lastPresence = async (product: Product, node: string) =>
  (await received(product))[node]?.received.presence?.lastAt ?? 0

/** What the server's own detector says of the two nodes. */
async function stormStates(product: Product): Promise<unknown[]> {
  const { columns } = await (await fetch(`${product.url}/api/live?once=1`)).json()
  return ['ws-2', 'ws-3'].map(id => columns.stormState[columns.id.indexOf(id)])
}

async function untilJoined(product: Product): Promise<void> {
  const joined = async () => Math.min(...Object.values(await received(product)).map(({ open }) => open))
  await expect.poll(joined, { timeout: 60_000 }).toBeGreaterThan(CLIENTS_PER_NODE * 0.8)
}

test('a storm is seen, a tier is switched, takes effect on the clients, and ends by itself', async ({
  page,
}) => {
  test.setTimeout(420_000)
  const product = await startProduct(['--demo-clients', String(CLIENTS_PER_NODE)])
  const storms: ReturnType<typeof startStorm>[] = []
  try {
    await untilJoined(product)
    await page.goto(product.url)
    await expect(verdict(page)).not.toHaveAttribute('data-level', /storm|waiting/)
    await expect.poll(() => lastPresence(product, 'ws-2')).toBeGreaterThan(0)

    const fleetFile = join(product.dataDir, 'demo', 'fleet.json')
    const storm = startStorm({ fleetFile, nodes: ['ws-2', 'ws-3'], rate: 300, forSeconds: 35 })
    storms.push(storm)
    await storm.burstAt
    await expect(verdict(page)).toHaveAttribute('data-level', 'storm')
    await expect(verdict(page).getByRole('heading')).toContainText('ws-2 and ws-3')
    await expect(verdict(page).getByRole('heading')).toContainText(/[\d,]+ attempts\/s/)
    await expect(verdict(page)).toContainText(/Burst at \d\d:\d\d:\d\d/)
    await expect(verdict(page)).toContainText('mobile 3.2.0')

    await page.keyboard.press('t')
    const dialog = page.getByRole('dialog')
    const inDialog = (group: string, choice: string) =>
      dialog.getByRole('group', { name: group }).getByRole('radio', { name: choice, exact: true })
    await inDialog('Tier', '2').check({ force: true })
    await inDialog('Where', 'ws-2, ws-3').check({ force: true })
    await inDialog('For how long', '1 min').check({ force: true })
    await dialog.getByRole('textbox', { name: /Why/ }).fill('shed broadcasts while 3.2.0 retries')
    await dialog.getByRole('button', { name: 'Switch to tier 2' }).click()
    const orderedAt = Date.now()
    await expect(dialog).toBeHidden()
    await expect(ladder(page)).toContainText('shed broadcasts while 3.2.0 retries')

    await page.goto(`${product.url}/?scope=node:ws-2,ws-3`)
    await expect(ladder(page)).toContainText('2 of 2 nodes')
    await expect(ladder(page)).toContainText(/Effective\s*tier 2/)

    // Droppable messages stop on the two nodes, and go on everywhere else.
    const stoppedAt = await lastPresence(product, 'ws-2')
    await expect
      .poll(() => lastPresence(product, 'ws-1'), { timeout: 20_000 })
      .toBeGreaterThan(stoppedAt + 5_000)
    expect(await lastPresence(product, 'ws-2')).toBeLessThan(orderedAt + 4_000)
    expect(await lastPresence(product, 'ws-3')).toBeLessThan(orderedAt + 4_000)
    const orders = (await received(product))['ws-2']?.received.orders?.lastAt ?? 0
    expect(orders).toBeGreaterThan(stoppedAt)

    // The order stands in every chart as a line.
    await expect(page.getByText('tier 2', { exact: true }).first()).toBeVisible()

    await storm.done
    // Ten seconds below both rules before it counts as over, so that it does not flicker.
    await expect.poll(() => stormStates(product), { timeout: 30_000 }).toEqual(['clearing', 'clearing'])
    await expect(verdict(page)).not.toHaveAttribute('data-level', 'storm')
    await expect.poll(() => stormStates(product), { timeout: 90_000 }).toEqual(['calm', 'calm'])
    await expect(verdict(page)).not.toHaveAttribute('data-level', /storm|recovering/)

    // Nobody does anything: the lease ends by itself, and broadcasts return.
    await expect(ladder(page)).toContainText(/Effective\s*tier 1/, { timeout: 60_000 })
    expect(Date.now() - orderedAt).toBeGreaterThan(55_000)
    const endedAt = Date.now()
    await expect.poll(() => lastPresence(product, 'ws-2'), { timeout: 15_000 }).toBeGreaterThan(endedAt)
  } finally {
    for (const storm of storms) await storm.stop()
    await product.stop()
  }
})
