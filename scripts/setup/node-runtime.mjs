import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { trackChild } from './own-children.mjs'
import { root } from './root.mjs'
import { runCommand } from './run-command.mjs'
import { giveUp, say } from './say.mjs'

/** The current LTS, fetched when the Node that runs is too old for `node:sqlite` and TypeScript files. */
const PINNED_NODE = '24.21.0'
const OLDEST = [22, 18]

const tooOld = version => {
  const [major, minor] = version.replace('v', '').split('.').map(Number)
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
}

/**
 * Goes on under a Node that can run Stormdeck. On an older one, fetches the pinned LTS from the npm registry into
 * the ignored folder `.runtime`, runs the same script under it, and never returns.
 */
export async function ensureNode() {
  if (!tooOld(process.version)) return
  const folder = join(root, '.runtime', `node-${PINNED_NODE}`)
  const binary = join(folder, 'node_modules', 'node', 'bin', 'node')
  if (!existsSync(binary)) {
    say.doing(
      `Node ${process.version} is too old here; fetching Node ${PINNED_NODE} from the npm registry into .runtime/`,
    )
    mkdirSync(folder, { recursive: true })
    const { code, output } = await runCommand(
      'npm',
      [
        'install',
        '--no-audit',
        '--no-fund',
        '--no-save',
        '--ignore-scripts=false',
        '--prefix',
        folder,
        `node@${PINNED_NODE}`,
      ],
      { quiet: true },
    )
    if (code !== 0)
      giveUp(
        `could not fetch Node ${PINNED_NODE}: ${output.trim().split('\n').at(-1)}\n  Install Node 24 yourself and run the same command again.`,
      )
  }
  // With install scripts switched off the package stays a stub and the old Node would go on in silence.
  const found = spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout?.trim()
  if (!found || tooOld(found)) {
    giveUp(
      `the fetched Node does not run (${found ?? 'no answer'}). Remove .runtime and allow npm install scripts, or install Node 24 yourself.`,
    )
  }
  await goOnUnder(binary)
}

function goOnUnder(binary) {
  return new Promise(() => {
    const path = `${join(binary, '..')}:${process.env.PATH ?? ''}`
    const child = spawn(binary, [...process.execArgv, ...process.argv.slice(1)], {
      stdio: 'inherit',
      env: { ...process.env, PATH: path },
    })
    trackChild(child, { patient: true })
    child.once('error', error => giveUp(`could not start ${binary}: ${error.message}`))
    child.once('exit', (code, signal) => process.exit(code ?? (signal ? 143 : 1)))
  })
}
