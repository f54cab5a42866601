import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fetchNode } from './fetch-node.mjs'
import { trackChild } from './own-children.mjs'
import { giveUp } from './say.mjs'

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
  const { binary, error } = await fetchNode(PINNED_NODE, `Node ${process.version} is too old here`)
  if (error !== null) {
    giveUp(
      `could not fetch Node ${PINNED_NODE}: ${error}\n  Install Node 24 yourself and run the same command again.`,
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
