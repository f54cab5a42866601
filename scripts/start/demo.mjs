import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup/root.mjs'
import { runCommand } from '../setup/run-command.mjs'
import { giveUp, say } from '../setup/say.mjs'
import { startChild } from './children.mjs'

const READY_MS = 20_000

/** Starts the demo fleet and writes the configuration that points the app at it. */
export async function startDemo({ dataDir, demoClients }) {
  const folder = join(dataDir, 'demo')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const trustFile = join(folder, 'trust.json')
  const fleetFile = join(folder, 'fleet.json')
  rmSync(fleetFile, { force: true })
  say.doing('Starting the demo fleet: four WebSocket servers and their clients')

  const made = await runCommand(
    process.execPath,
    ['--conditions=react-server', join(root, 'scripts/start/write-trust-file.ts'), dataDir, trustFile],
    { quiet: true },
  )
  if (made.code !== 0) giveUp(`could not make the signing key in ${dataDir}:\n${made.output}`)
  const child = startChild('demo fleet', [
    join(root, 'lab/demo.ts'),
    '--data',
    folder,
    '--trust-file',
    trustFile,
    '--clients',
    String(demoClients),
  ])

  const deadline = Date.now() + READY_MS
  while (!existsSync(fleetFile)) {
    if (child.child.exitCode !== null || Date.now() > deadline)
      giveUp(
        'the demo fleet did not start; run `npm run lab -- demo` to see why, or go on without it: npm start -- --no-demo',
      )
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  const fleet = JSON.parse(readFileSync(fleetFile, 'utf8'))
  const configPath = join(folder, 'stormdeck.yaml')
  const agents = fleet.nodes.map(
    node => `  - id: ${node.id}\n    group: ${node.group}\n    url: ${node.controlUrl}\n`,
  )
  writeFileSync(
    configPath,
    `# Written at every start of the demo.\ndata: ${JSON.stringify(dataDir)}\nagents:\n${agents.join('')}`,
  )
  return { child, configPath }
}
