import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram, installPrograms } from './debian.mjs'
import { root } from './root.mjs'
import { runCommand } from './run-command.mjs'
import { say } from './say.mjs'

/** Playwright's own browser where it has been downloaded, or null. */
async function ownBrowser() {
  const { chromium } = await import('playwright')
  const path = chromium.executablePath()
  return path && existsSync(path) ? path : null
}

/** The browser the tests drive: one already there, else Playwright's own; null where there is none. */
export async function findBrowser() {
  return findProgram('chromium') ?? (await ownBrowser())
}

/** Finds a browser or installs one: Playwright's own download, else Debian's. Answers whether there is one. */
export async function ensureBrowser() {
  if (await findBrowser()) return true
  say.doing('No browser here: trying the download that Playwright offers')
  const { code } = await runCommand(join(root, 'node_modules/.bin/playwright'), ['install', 'chromium'], {
    quiet: true,
  })
  if (code === 0 && (await ownBrowser())) return true
  say.note('That download is not to be had from here; taking the browser from Debian')
  return (await installPrograms(['chromium'])).length === 0
}
