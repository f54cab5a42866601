import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, test as base, chromium } from 'playwright/test'

/**
 * A browser with the flags of a user's. The runner's own has background throttling and the back-forward cache
 * switched off and makes every page believe that it is in front; so this one is started by hand and joined without
 * those overrides.
 */
async function usersBrowser(
  flags: readonly string[],
): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  const executable = [process.env.STORMDECK_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
    path => path && existsSync(path),
  )
  if (!executable) throw new Error('No Chromium found: install one, or name it in STORMDECK_CHROMIUM.')
  const profile = mkdtempSync(join(tmpdir(), 'stormdeck-browser-'))
  const browser = spawn(
    executable,
    [
      '--headless=new',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--disable-gpu',
      // Looks for updates on the Internet otherwise; touches nothing that is tested.
      '--disable-background-networking',
      '--disable-component-update',
      ...flags,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const gone = new Promise(resolve => browser.once('exit', resolve))
  const endpoint = await new Promise<string>((resolve, reject) => {
    let said = ''
    browser.stderr.on('data', chunk => {
      said += chunk
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (found) resolve(found)
    })
    browser.once('exit', () => reject(new Error(`Chromium did not start: ${said}`)))
  })
  const joined = await chromium.connectOverCDP(endpoint, { noDefaults: true })
  const context = joined.contexts()[0]
  if (!context) throw new Error('Chromium has no window')
  return {
    context,
    async close() {
      await joined.close()
      browser.kill()
      await gone
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Tests in a user's browser. `window` is its only window; every page a tab of it. `flags` are added to its own. */
export const test = base.extend<{ flags: readonly string[]; window: BrowserContext }>({
  flags: [[], { option: true }],
  window: async ({ flags }, use) => {
    const { context, close } = await usersBrowser(flags)
    await use(context)
    await close()
  },
})
