import { expect, type Locator, type Page, test } from 'playwright/test'
import { startProduct } from './product/start-product.ts'

/** Presses Tab until the element has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (await wanted.evaluate(one => one === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never came to ${wanted}`)
}

/** Chooses a segment with the arrow keys, from whatever is chosen. */
async function choose(page: Page, dialog: Locator, group: string, name: string): Promise<void> {
  const radios = dialog.getByRole('group', { name: group }).getByRole('radio')
  await tabTo(page, radios.and(dialog.locator(':checked')))
  const wanted = dialog.getByRole('group', { name: group }).getByRole('radio', { name, exact: true })
  for (let i = 0; i < 8 && !(await wanted.isChecked()); i++) await page.keyboard.press('ArrowRight')
  await expect(wanted).toBeChecked()
}

async function openDialog(page: Page): Promise<void> {
  await page.keyboard.press('t')
  await expect(page.getByRole('dialog')).toBeVisible()
}

test('a tier is switched by the keyboard alone; 4 only on purpose', async ({ page }) => {
  test.setTimeout(180_000)
  const product = await startProduct(['--demo-clients', '20'])
  const ordered = async () => {
    const live = await (await fetch(`${product.url}/api/live?once=1`)).json()
    return live.sections.tier.leases.map(({ tier, reason }: { tier: number; reason: string }) => [
      tier,
      reason,
    ])
  }
  try {
    await page.goto(product.url)
    await expect(page.locator('tr[data-node=ws-1]')).toHaveAttribute('data-reach', 'fresh')
    const dialog = page.getByRole('dialog')

    await openDialog(page)
    const tiers = dialog.getByRole('group', { name: 'Tier' })
    await expect(tiers.getByRole('radio', { name: '2', exact: true })).toBeFocused()
    await choose(page, dialog, 'Tier', '2')
    await choose(page, dialog, 'For how long', '5 min')
    await tabTo(page, dialog.getByRole('textbox'))
    await page.keyboard.type('by hand')
    await tabTo(page, dialog.getByRole('button', { name: /tier 2/ }))
    // Enter is pressed a hundred times a day; it orders nothing.
    await page.keyboard.press('Enter')
    await expect(dialog).toBeVisible()
    expect(await ordered()).toEqual([])
    await page.keyboard.press('Space')
    await expect(dialog).toBeHidden()
    await expect.poll(ordered).toEqual([[2, 'by hand']])

    await openDialog(page)
    await choose(page, dialog, 'Tier', '4')
    await choose(page, dialog, 'For how long', '5 min')
    await tabTo(page, dialog.getByRole('textbox').first())
    await page.keyboard.type('on purpose')
    // Neither a press nor a tap is enough: the number is typed, or the button held.
    const hold = dialog.getByRole('button', { name: /hold/i })
    await tabTo(page, hold)
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeVisible()
    expect(await ordered()).toEqual([[2, 'by hand']])
    await page.keyboard.press('Shift+Tab')
    await tabTo(page, dialog.getByRole('textbox').nth(1))
    await page.keyboard.type('4')
    await tabTo(page, dialog.getByRole('button', { name: /^switch to tier 4/i }))
    await page.keyboard.press('Space')
    await expect(dialog).toBeHidden()
    await expect.poll(ordered).toContainEqual([4, 'on purpose'])

    // Held instead of typed.
    await openDialog(page)
    await choose(page, dialog, 'Tier', '5')
    await tabTo(page, dialog.getByRole('textbox').first())
    await page.keyboard.type('held')
    await tabTo(page, hold)
    await page.keyboard.down('Space')
    await expect(dialog).toBeHidden()
    await page.keyboard.up('Space')
    await expect.poll(ordered).toContainEqual([5, 'held'])
  } finally {
    await product.stop()
  }
})
