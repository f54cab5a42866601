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
  /** What was said of a node since; a busy machine adds a moment of "stale", and one between two looks is missed. */
  const since = (at: number) => feed.heard.filter(heard => heard.at > at)
  const reaches = (id: string, at: number) =>
    since(at).map(({ columns }) => columns.reach[columns.id.indexOf(id)])
  /** A silent node is neither calm nor at zero: what it had said is withdrawn. */
  const expectWithdrawn = (id: string, at: number) => {
    for (const { columns } of since(at)) {
      const row = columns.id.indexOf(id)
      if (columns.reach[row] !== 'silent') continue
      expect([columns.stormState[row], columns.attemptsLastSecond[row]]).toEqual(['cannot-tell', null])
    }
  }
  try {
    await page.goto(product.url)
    for (const id of ['ws-1', 'ws-2', 'ws-3', 'ws-4'])
      await expect(row(page, id)).toHaveAttribute('data-reach', 'fresh')
    const pidOf = (id: string) => product.fleet().nodes.find(node => node.id === id)?.pid ?? 0

    await expect.poll(() => feed.heard.length).toBeGreaterThan(0)
    const stoppedAt = feed.heard.at(-1)?.at ?? 0
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
    const storms = since(stoppedAt).flatMap(({ sections }) => sections.storms)
    expect(storms.filter(({ burst, nodes }) => burst && nodes.includes('ws-2'))).toEqual([])
    expect(reaches('ws-2', stoppedAt)).toContain('silent')
    expect(reaches('ws-2', continuedAt - 1)).toContain('fresh')
    expectWithdrawn('ws-2', stoppedAt)

    const killedAt = feed.heard.at(-1)?.at ?? 0
    process.kill(pidOf('ws-3'), 'SIGKILL')
    await expect(row(page, 'ws-3')).toHaveAttribute('data-reach', 'silent', { timeout: 15_000 })
    await expect(row(page, 'ws-3')).toContainText(/no data since/i)
    await expect(row(page, 'ws-1')).toHaveAttribute('data-reach', 'fresh')
    // The page and the recording are two readers of the feed; either may be first.
    await expect.poll(() => reaches('ws-3', killedAt).at(-1)).toBe('silent')
    expectWithdrawn('ws-3', killedAt)
  } finally {
    await feed.stop()
    for (const pid of stopped) process.kill(pid, 'SIGCONT')
    await product.stop()
  }
})
