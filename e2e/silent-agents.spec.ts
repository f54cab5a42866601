import { join } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { recordFeed } from './product/record-feed.ts'
import { startProduct } from './product/start-product.ts'
import { startStorm } from './product/start-storm.ts'

const row = (page: Page, id: string) => page.locator(`tr[data-node=${id}]`)

test('a stopped and a killed agent go stale, then silent; the rest stays fresh, and nothing reads as calm or as a storm', async ({
  page,
}) => {
  test.setTimeout(300_000)
  const product = await startProduct(['--demo-clients', '100'])
  const feed = recordFeed(product.url)
  const stopped: number[] = []
  /** From when it was first heard; before, it is waited for. */
  const reaches = (id: string) => {
    const all = feed.changes(id, 'reach').map(({ value }) => value)
    return all.slice(all.indexOf('fresh'))
  }
  try {
    await page.goto(product.url)
    for (const id of ['ws-1', 'ws-2', 'ws-3', 'ws-4'])
      await expect(row(page, id)).toHaveAttribute('data-reach', 'fresh')
    const pidOf = (id: string) => product.fleet().nodes.find(node => node.id === id)?.pid ?? 0

    process.kill(pidOf('ws-2'), 'SIGSTOP')
    stopped.push(pidOf('ws-2'))
    await expect(row(page, 'ws-2')).toHaveAttribute('data-reach', /stale|silent/)
    // Real clients go on knocking while nobody looks: the kernel lets them in, one after another.
    const fleetFile = join(product.dataDir, 'demo', 'fleet.json')
    const knocking = startStorm({ fleetFile, nodes: ['ws-2'], rate: 30, forSeconds: 6 })
    await expect(row(page, 'ws-2')).toHaveAttribute('data-reach', 'silent')
    await expect(row(page, 'ws-2')).toContainText(/no data since/i)
    await expect(row(page, 'ws-1')).toHaveAttribute('data-reach', 'fresh')
    const bar = page.getByRole('region', { name: 'Verdict' })
    await expect(bar).toHaveAttribute('data-level', 'partly-blind')
    await expect(bar).toContainText('ws-2')
    await expect(page.getByText(/\b3 of 4\b/).first()).toBeVisible()
    await knocking.done

    process.kill(pidOf('ws-2'), 'SIGCONT')
    stopped.pop()
    await expect(row(page, 'ws-2')).toHaveAttribute('data-reach', 'fresh')
    // Some 180 handshakes wait for it now; they came while its loop did not run, and were no burst.
    const continuedAt = feed.heard.at(-1)?.at ?? 0
    await expect
      .poll(() => (feed.heard.at(-1)?.at ?? 0) - continuedAt, { timeout: 30_000 })
      .toBeGreaterThan(4_000)
    expect(feed.changes('ws-2', 'stormState').map(({ value }) => value)).not.toContain('storm')
    expect(feed.heard.flatMap(({ sections }) => sections.storms).filter(({ burst }) => burst)).toEqual([])
    expect(reaches('ws-2')).toEqual(['fresh', 'stale', 'silent', 'fresh'])

    process.kill(pidOf('ws-3'), 'SIGKILL')
    await expect(row(page, 'ws-3')).toHaveAttribute('data-reach', 'silent', { timeout: 15_000 })
    await expect(row(page, 'ws-3')).toContainText(/no data since/i)
    await expect(row(page, 'ws-1')).toHaveAttribute('data-reach', 'fresh')
    // The page and the recording are two readers of the feed; either may be first.
    await expect.poll(() => reaches('ws-3').slice(-3)).toEqual(['fresh', 'stale', 'silent'])
    // What a silent node had said is withdrawn: neither calm nor zero.
    for (const { columns } of feed.heard) {
      const at = columns.id.indexOf('ws-3')
      if (columns.reach[at] !== 'silent') continue
      expect([columns.stormState[at], columns.attemptsLastSecond[at]]).toEqual(['cannot-tell', null])
    }
  } finally {
    await feed.stop()
    for (const pid of stopped) process.kill(pid, 'SIGCONT')
    await product.stop()
  }
})
