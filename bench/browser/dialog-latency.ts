import type { Page } from 'playwright'

/** From the key that asks for the tier dialog to the frame after the one it is first in, ms; `times` openings. */
export async function dialogLatencies(page: Page, times: number): Promise<number[]> {
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const opened = page.evaluate(
      () =>
        new Promise<number>(resolve => {
          addEventListener(
            'keydown',
            ({ timeStamp }) => {
              const look = () => {
                if (document.querySelector('dialog[open]') === null) requestAnimationFrame(look)
                else requestAnimationFrame(() => resolve(performance.now() - timeStamp))
              }
              look()
            },
            { capture: true, once: true },
          )
        }),
    )
    await page.keyboard.press('t')
    took.push(await opened)
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
  }
  return took
}
