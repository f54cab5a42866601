import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { root } from '../setup/root.mjs'
import { giveUp } from '../setup/say.mjs'

const USAGE = `Usage: npm start [-- options]

Runs Stormdeck on http://127.0.0.1:3000. Without a stormdeck.yaml it runs a demo fleet beside it.

Options
  --config FILE   configuration (default: ./stormdeck.yaml where it exists)
  --data DIR      where state is kept (default: the configuration's, else .stormdeck)
  --no-demo       no demo fleet when there is no configuration
  --demo-clients N  clients of each of the four demo servers (default 1500)
  --dev           development server
  --gallery       with a gallery of every screen in every state, at /gallery (a build of its own)

Environment
  PORT            port (default 3000)
  HOST            127.0.0.1 or ::1; any other address is refused until sign-in exists`

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

function wholeNumber(written, min, max, name) {
  const value = Number(written)
  if (!Number.isInteger(value) || value < min || value > max)
    giveUp(`${name} needs a whole number from ${min} to ${max}`, 2)
  return value
}

/** `null`: the configuration decides, so that the app and the command line work on the same store. */
function dataFolder(named, configPath) {
  if (named) return resolve(root, named)
  return configPath ? null : resolve(root, '.stormdeck')
}

/** What the app is started with: which configuration, and which data folder where that does not decide. */
export function appEnvironment({ configPath, dataDir }) {
  return { STORMDECK_CONFIG: configPath ?? '', STORMDECK_DATA: dataDir ?? '' }
}

/** Parses the command line and environment of `npm start`; ends the process with a sentence when they are wrong. */
export function readOptions(argv, env) {
  const options = {
    demo: true,
    demoClients: 1_500,
    dev: false,
    gallery: false,
    configPath: env.STORMDECK_CONFIG || null,
    dataDir: env.STORMDECK_DATA || null,
  }
  const args = [...argv]
  while (args.length > 0) {
    const arg = args.shift()
    if (arg === '--help' || arg === '-h') {
      console.info(USAGE)
      process.exit(0)
    } else if (arg === '--no-demo') options.demo = false
    else if (arg === '--demo-clients')
      options.demoClients = wholeNumber(args.shift(), 1, 4_000, '--demo-clients')
    else if (arg === '--dev') options.dev = true
    else if (arg === '--gallery') options.gallery = true
    else if (arg === '--config') options.configPath = args.shift() ?? giveUp('--config needs a file')
    else if (arg === '--data') options.dataDir = args.shift() ?? giveUp('--data needs a folder')
    else giveUp(`unknown option ${arg}\n\n${USAGE}`, 2)
  }
  const host = env.HOST || '127.0.0.1'
  if (!LOOPBACK.has(host)) {
    giveUp(
      `HOST=${host} is refused: Stormdeck can switch tiers on your servers and has no sign-in yet, so it listens on loopback only. Leave HOST unset, and reach it from elsewhere through an SSH tunnel.`,
    )
  }
  const port = Number(env.PORT || 3000)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    giveUp(`PORT=${env.PORT} is not a port; use 1 to 65535`)

  const configPath = options.configPath
    ? resolve(root, options.configPath)
    : existsSync(resolve(root, 'stormdeck.yaml'))
      ? resolve(root, 'stormdeck.yaml')
      : null
  if (configPath && !existsSync(configPath)) giveUp(`${configPath} does not exist`)
  return {
    ...options,
    configPath,
    demo: options.demo && !configPath,
    dataDir: dataFolder(options.dataDir, configPath),
    host: host === 'localhost' ? '127.0.0.1' : host,
    port,
  }
}
