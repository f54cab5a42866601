import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../lib/server/config/load-config.ts'
import { readFolder } from '../cli/folder.ts'
import { root } from '../setup/root.mjs'
import { appEnvironment, readOptions } from './options.mjs'

let dir: string
let config: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stormdeck-options-'))
  config = join(dir, 'stormdeck.yaml')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Where the app that `npm start` starts keeps its state. */
function appFolder(argv: string[], env: Record<string, string> = {}): string {
  return loadConfig({ ...env, ...appEnvironment(readOptions(argv, env)) }, root).dataDir
}

describe('the data folder of npm start', () => {
  it('is the one of the configuration, as for the command line', () => {
    writeFileSync(config, `data: ${JSON.stringify(join(dir, 'state'))}\n`)
    expect(appFolder(['--config', config])).toBe(join(dir, 'state'))
    expect(readFolder({ config }, {}).dataDir).toBe(join(dir, 'state'))
  })

  it('is beside a configuration that names none, as for the command line', () => {
    writeFileSync(config, 'agents: []\n')
    expect(appFolder([], { STORMDECK_CONFIG: config })).toBe(join(dir, '.stormdeck'))
    expect(readFolder({}, { STORMDECK_CONFIG: config }).dataDir).toBe(join(dir, '.stormdeck'))
  })

  it('is the one that --data or STORMDECK_DATA names, whatever the configuration says', () => {
    writeFileSync(config, `data: ${JSON.stringify(join(dir, 'state'))}\n`)
    const data = join(dir, 'elsewhere')
    expect(appFolder(['--config', config, '--data', data])).toBe(data)
    expect(appFolder(['--config', config], { STORMDECK_DATA: data })).toBe(data)
    expect(readFolder({ config, data }, {}).dataDir).toBe(data)
  })

  it('is in the checkout where there is no configuration', () => {
    const options = readOptions([], {})
    // A checkout that somebody uses has a configuration, which then decides.
    if (options.configPath === null) expect(options.dataDir).toBe(join(root, '.stormdeck'))
    else expect(options.dataDir).toBe(null)
  })
})
