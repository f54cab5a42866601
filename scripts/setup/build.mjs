import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { oneAtATime } from './one-at-a-time.mjs'
import { root } from './root.mjs'
import { runCommand } from './run-command.mjs'
import { SetUpError, say, seconds } from './say.mjs'
import { hashOf, isFresh, writeStamp } from './stamp.mjs'

const tail = (output, lines = 40) => output.trim().split('\n').slice(-lines).join('\n')

/** Builds one of the packages that ship, when its sources have changed. */
async function buildPackage(name) {
  const hash = hashOf([`packages/${name}`, 'packages/protocol', 'package-lock.json'])
  const stamp = `packages/${name}/dist/.built-from`
  if (isFresh(stamp, hash)) return
  const started = Date.now()
  const { code, output } = await runCommand(join(root, 'node_modules/.bin/tsdown'), [], {
    cwd: join(root, 'packages', name),
    quiet: true,
  })
  if (code !== 0) throw new SetUpError(`@stormdeck/${name} does not build:\n${tail(output)}`)
  writeStamp(stamp, hash)
  say.done(`@stormdeck/${name} is built (${seconds(Date.now() - started)})`)
}

/** @throws {SetUpError} with the end of the compiler's output */
export async function buildPackages() {
  await oneAtATime('packages', () => Promise.all([buildPackage('agent'), buildPackage('client')]))
}

/** The command line as one file beside the server, for an image that holds nothing else. */
async function buildCommandLine(dist) {
  const args = ['--out-dir', join(root, dist, 'standalone')]
  const { code, output } = await runCommand(join(root, 'node_modules/.bin/tsdown'), args, {
    cwd: join(root, 'scripts/cli'),
    quiet: true,
  })
  if (code !== 0) throw new SetUpError(`the command line does not build:\n${tail(output)}`)
}

const APP_INPUTS = [
  'app',
  'components',
  'lib',
  'public',
  'packages/protocol',
  'scripts/cli',
  'instrumentation.ts',
  'instrumentation-node.ts',
  'proxy.ts',
  'next.config.js',
  'proxy.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'tsconfig.gallery.json',
  'package-lock.json',
]

/** Output folder of a build, below the root. That of the gallery is apart, so that neither makes the other stale. */
export const distDirOf = gallery => (gallery ? '.next-gallery' : '.next')

/**
 * Builds the app into `standalone` of its output folder, complete with its static files, when its sources have changed.
 * @returns {Promise<string>} path of the server
 * @throws {SetUpError} with the end of the compiler's output
 */
export async function buildApp({ gallery = false } = {}) {
  const hash = hashOf(APP_INPUTS)
  const dist = distDirOf(gallery)
  const server = join(root, dist, 'standalone/server.js')
  const isBuilt = () => isFresh(`${dist}/built-from`, hash) && existsSync(server)
  if (isBuilt()) return server
  await oneAtATime(
    dist,
    async () => {
      if (!isBuilt()) await build(gallery, hash)
    },
    () => say.doing(`Waiting for another process that builds ${nameOf(gallery)}`),
  )
  return server
}

const nameOf = gallery => `the app${gallery ? ' with its gallery' : ''}`

async function build(gallery, hash) {
  const dist = distDirOf(gallery)
  const started = Date.now()
  // With the gallery it is another build, with scripts of other names: a tab of one must not take it for the other.
  const name = `${hash.slice(0, 12)}${gallery ? '-gallery' : ''}`
  say.doing(`Building ${nameOf(gallery)} (about a minute the first time)`)
  // A failed build can stay in the bundler's cache, so one that did not end well is not built upon.
  const unfinished = `${dist}/build-unfinished`
  if (existsSync(join(root, unfinished)))
    rmSync(join(root, dist), { recursive: true, force: true, maxRetries: 5 })
  writeStamp(unfinished, hash)
  const { code, output } = await runCommand(
    process.execPath,
    [join(root, 'node_modules/next/dist/bin/next'), 'build'],
    {
      cwd: root,
      quiet: true,
      env: {
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        STORMDECK_BUILD: name,
        STORMDECK_DIST_DIR: dist,
        STORMDECK_GALLERY: gallery ? '1' : '',
      },
    },
  )
  if (code !== 0) throw new SetUpError(`the app does not build:\n${tail(output, 60)}`)
  // Standalone output leaves these out (they usually go to a CDN).
  cpSync(join(root, dist, 'static'), join(root, dist, 'standalone', dist, 'static'), { recursive: true })
  if (existsSync(join(root, 'public')))
    cpSync(join(root, 'public'), join(root, dist, 'standalone/public'), { recursive: true })
  await buildCommandLine(dist)
  writeStamp(`${dist}/built-from`, hash)
  rmSync(join(root, unfinished), { force: true })
  say.done(`${nameOf(gallery)} is built (${seconds(Date.now() - started)})`)
}
