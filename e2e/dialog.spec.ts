import { expect, type Page, test } from 'playwright/test'
import { openScene } from './product/open-scene.ts'
import { type Product, startProduct } from './product/start-product.ts'

let product: Product
test.beforeAll(async () => {
  test.setTimeout(300_000)
  product = await startProduct(['--gallery', '--no-demo'])
})
test.afterAll(() => product?.stop())
test.beforeEach(({ page }) => openScene(page, product.url, 'console', 'storm'))

/** Waits until everything that was due for the frame now being made has happened, the browser's own events too. */
const twoFrames = (page: Page) =>
  page.evaluate(
    () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))),
  )

for (const way of ['Cancel', 'Escape', 'the backdrop'] as const)
  test(`a press of t in the same frame in which ${way} closed the dialog opens it again`, async ({
    page,
  }) => {
    const dialog = page.getByRole('dialog')
    await page.keyboard.press('t')
    await expect(dialog).toBeVisible()
    await page.evaluate(async by => {
      const open = document.querySelector<HTMLDialogElement>('dialog[open]')
      if (open === null) throw new Error('no dialog is open')
      // What the browser does at Escape, without the time between two messages of a test.
      if (by === 'Escape') open.requestClose()
      else if (by === 'Cancel') [...open.querySelectorAll('button')].find(b => b.textContent === by)?.click()
      else open.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, cancelable: true }))
      const channel = new MessageChannel()
      const passed = new Promise(resolve => {
        channel.port1.onmessage = resolve
      })
      channel.port2.postMessage(null)
      await passed
      if (open.open) throw new Error(`${by} did not close the dialog`)
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 't', bubbles: true, cancelable: true }))
    }, way)
    await twoFrames(page)
    await expect(dialog).toBeVisible()
    await expect(dialog.getByRole('group', { name: 'Tier' })).toBeVisible()
  })

test('focus returns to what opened a window, whichever way it is closed', async ({ page }) => {
  const dialog = page.getByRole('dialog')
  const ways: [name: string, close: () => Promise<void>][] = [
    ['Escape', () => page.keyboard.press('Escape')],
    ['its button', () => dialog.getByRole('button', { name: /^(Cancel|Close)$/ }).click()],
    ['the backdrop', () => page.mouse.click(4, 4)],
  ]
  for (const opener of [/^Switch tier/, /^Keys/]) {
    const button = page.getByRole('button', { name: opener }).first()
    for (const [way, close] of ways) {
      await button.focus()
      await page.keyboard.press('Enter')
      await expect(dialog).toBeVisible()
      await close()
      await expect(dialog).toBeHidden()
      await expect(button, `${opener} after ${way}`).toBeFocused()
    }
  }
})

test('while a window is open, keys mean nothing to the screen behind it, wherever the focus is', async ({
  page,
}) => {
  const dialog = page.getByRole('dialog')
  await page.keyboard.press('t')
  await dialog.getByRole('textbox').first().fill('half a sentence')
  const { pathname } = new URL(page.url())
  const pressAll = async () => {
    for (const key of ['t', '?', 'g', 'n']) await page.keyboard.press(key)
  }
  // A press on plain text takes the focus from the field; a button that goes with its press leaves it to nothing.
  await dialog.getByRole('heading').click()
  await pressAll()
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await pressAll()
  await twoFrames(page)
  await expect(dialog).toHaveCount(1)
  await expect(dialog.getByRole('textbox').first()).toHaveValue('half a sentence')
  expect(new URL(page.url()).pathname).toBe(pathname)
})
