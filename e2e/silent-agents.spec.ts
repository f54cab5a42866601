import { expect, type Page, test } from 'playwright/test'
import { startProduct } from './product/start-product.ts'

const row = (page: Page, id: string) => page.getByRole('row').filter({ hasText: id })

test('a stopped and a killed agent go stale, then silent; the rest stays fresh and nothing reads as calm', async ({
  page,
}) => {
  test.setTimeout(300_000)
  const product = await startProduct(['--demo-clients', '100'])
  const stopped: number[] = []
  try {
    await page.goto(product.url)
    await expect(row(page, 'ws-4')).toHaveAttribute('data-reach', 'fresh')
    const pidOf = (id: string) => product.fleet().nodes.find(node => node.id === id)?.pid ?? 0

    process.kill(pidOf('ws-2'), 'SIGSTOP')
    stopped.push(pidOf('ws-2'))
    await expect(row(page, 'ws-2')).toHaveAttribute('data-reach', 'stale')
    await expect(row(page, 'ws-2')).toHaveAttribute('data-reach', 'silent')
    await expect(row(page, 'ws-2')).toContainText('no data since')
    await expect(row(page, 'ws-1')).toHaveAttribute('data-reach', 'fresh')
    const bar = page.getByRole('region', { name: 'Verdict' })
    await expect(bar).toHaveAttribute('data-level', 'partly-blind')
    await expect(bar).toContainText('ws-2')
    await expect(page.getByText('3 of 4 nodes responding')).toBeVisible()

    process.kill(pidOf('ws-2'), 'SIGCONT')
    stopped.pop()
    await expect(row(page, 'ws-2')).toHaveAttribute('data-reach', 'fresh')
    // Its loop did not run, so nothing was counted; that must not come back as a burst.
    for (let i = 0; i < 10; i++) {
      await expect(bar).not.toHaveAttribute('data-level', 'storm')
      await page.waitForTimeout(300)
    }

    process.kill(pidOf('ws-3'), 'SIGKILL')
    await expect(row(page, 'ws-3')).toHaveAttribute('data-reach', 'silent', { timeout: 15_000 })
    await expect(row(page, 'ws-3')).toContainText('no data since')
    await expect(row(page, 'ws-1')).toHaveAttribute('data-reach', 'fresh')
  } finally {
    for (const pid of stopped) process.kill(pid, 'SIGCONT')
    await product.stop()
  }
})
