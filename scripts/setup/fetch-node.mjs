import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'
import { runCommand } from './run-command.mjs'
import { say } from './say.mjs'

/**
 * A Node from the npm registry in the ignored folder `.runtime`, fetched when it is not there.
 * @param {string} version `24.21.0`, or `20` for the newest of its line
 * @param {string} why printed before it is fetched
 * @returns {Promise<{ binary: string, error: string | null }>} `error`: npm's last word when it could not be fetched
 */
export async function fetchNode(version, why) {
  const folder = join(root, '.runtime', `node-${version}`)
  const binary = join(folder, 'node_modules', 'node', 'bin', 'node')
  if (existsSync(binary)) return { binary, error: null }
  say.doing(`${why}; fetching Node ${version} from the npm registry into .runtime/`)
  mkdirSync(folder, { recursive: true })
  const flags = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts=false']
  const { code, output } = await runCommand(
    'npm',
    ['install', ...flags, '--prefix', folder, `node@${version}`],
    { quiet: true },
  )
  return { binary, error: code === 0 ? null : (output.trim().split('\n').at(-1) ?? 'no answer') }
}
