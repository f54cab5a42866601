import type { Page } from 'playwright'

/** From the key that asks for the tier dialog to the frame after the one it is first in, ms; `times` openings. */
export async function dialogLatencies(page: Page, times: number): Promise<number[]> {
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    // Listens before the key is pressed; the answer is fetched afterwards.
    await page.evaluate(() => {
      const opened = new Promise<number>(resolve => {
        const hear = ({ timeStamp }: KeyboardEvent) => {
          const look = () => {
            if (document.querySelector('dialog[open]') === null) requestAnimationFrame(look)
            else requestAnimationFrame(() => resolve(performance.now() - timeStamp))
          }
          look()
        }
        addEventListener('keydown', hear, { capture: true, once: true })
      })
      Object.assign(window, { opened })
    })
    await page.keyboard.press('t')
    took.push(await page.evaluate(() => (window as unknown as { opened: Promise<number> }).opened))
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
  }
  return took
}
