import type { Page } from 'playwright/test'
import type { GalleryScreenName, SceneName } from '../../components/gallery/scenes.ts'

/** Opens a screen of the gallery and waits until nothing more arrives for it: its code comes in parts. */
export async function openScene(
  page: Page,
  url: string,
  screen: GalleryScreenName,
  scene: SceneName,
): Promise<void> {
  await page.goto(`${url}/gallery/${screen}/${scene}`, { waitUntil: 'networkidle' })
  await page.evaluate(() => document.fonts.ready)
}
