import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'
import { runCommand } from './run-command.mjs'
import { giveUp, say, seconds } from './say.mjs'
import { hashOf, isFresh, writeStamp } from './stamp.mjs'

const INPUTS = [
  'package.json',
  'package-lock.json',
  'packages/agent/package.json',
  'packages/client/package.json',
  'packages/protocol/package.json',
]
const STAMP = 'node_modules/.stormdeck-installed'

/** Installs the npm packages when they are missing or the lock has changed. */
export async function ensurePackages() {
  if (isFresh(STAMP, hashOf(INPUTS)) && existsSync(join(root, 'node_modules/next'))) return
  const started = Date.now()
  say.doing('Installing npm packages (about half a minute the first time)')
  // `npm ci` refuses a lock whose optional packages for other platforms a registry does not carry.
  const { code, output } = await runCommand('npm', ['install', '--no-audit', '--no-fund', '--include=dev'], {
    cwd: root,
    quiet: true,
  })
  if (code !== 0) giveUp(`npm install failed:\n${output.trim().split('\n').slice(-12).join('\n')}`)
  writeStamp(STAMP, hashOf(INPUTS))
  say.done(`npm packages are installed (${seconds(Date.now() - started)})`)
}
