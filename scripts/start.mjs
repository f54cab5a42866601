#!/usr/bin/env node
// `npm start`: installs what is missing, builds what has changed, and runs the dashboard. With no configuration it
// also runs the demo fleet.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp, buildPackages, distDirOf } from './setup/build.mjs'
import { ensureNode } from './setup/node-runtime.mjs'
import { stopOnSignals } from './setup/own-children.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { root } from './setup/root.mjs'
import { giveUpOnSetUpError, say, seconds } from './setup/say.mjs'
import { STOP_GRACE_MS, startChild, stopWhenOneEnds } from './start/children.mjs'
import { startDemo } from './start/demo.mjs'
import { appEnvironment, readOptions } from './start/options.mjs'
import { assertPortFree } from './start/port.mjs'

const options = readOptions(process.argv.slice(2), process.env)
const started = Date.now()
let settingUp = true
stopOnSignals({ graceMs: STOP_GRACE_MS, exitCode: number => (settingUp ? 128 + number : 0) })
await ensureNode()
await assertPortFree(options.port, options.host)
await ensurePackages()
await buildPackages().catch(giveUpOnSetUpError)
const server = options.dev ? null : await buildApp({ gallery: options.gallery }).catch(giveUpOnSetUpError)

if (options.dataDir !== null) mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
const demo = options.demo ? await startDemo(options) : null
const env = {
  HOSTNAME: options.host,
  PORT: String(options.port),
  ...appEnvironment({ ...options, configPath: demo?.configPath ?? options.configPath }),
  STORMDECK_DEMO: demo ? '1' : '',
  STORMDECK_DIST_DIR: options.dev ? '' : distDirOf(options.gallery),
}
const app = server
  ? startChild('app', [server], { ...env, NODE_ENV: 'production' })
  : startChild(
      'app',
      [join(root, 'node_modules/next/dist/bin/next'), 'dev', '-H', options.host, '-p', String(options.port)],
      env,
    )

const address = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${options.port}`
settingUp = false
stopWhenOneEnds([app, ...(demo ? [demo.child] : [])])
await app.answers(`${address}/api/health`)
if (demo)
  say.note(
    `Demo fleet: 4 servers, ${4 * options.demoClients} real clients joining. Set off a storm: npm run lab -- storm`,
  )
if (!demo && !options.configPath)
  say.note('No servers are configured and the demo is off: the first page says what to do.')
say.done(`Stormdeck runs at ${address} (${seconds(Date.now() - started)}; Ctrl-C stops it)`)
