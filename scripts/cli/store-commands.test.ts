import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LoadedConfig, loadConfig } from '../../lib/server/config/load-config.ts'
import { openStore } from '../../lib/server/store/open-store.ts'
import { ensureKeys, KEYS_FILE } from '../../lib/server/tiers/keys.ts'
import type { Deck } from './deck.ts'
import { type ByFiles, backup, keysShow, restore } from './store-commands.ts'

let root: string
let said: string[]

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stormdeck-store-commands-'))
  said = []
  writeFileSync(join(root, 'stormdeck.yaml'), 'agents: []\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const folder = (name: string): LoadedConfig =>
  loadConfig({ STORMDECK_CONFIG: join(root, 'stormdeck.yaml'), STORMDECK_DATA: join(root, name) })
const byFiles: ByFiles = {
  takeOver: false,
  say: text => said.push(text),
  find: () => Promise.reject(new Error('no deck is needed')),
}
/** An app whose folders are not ours: it writes FILE where we do not see it. */
const elsewhere: Deck = { run: async (_, input) => input as never, close: async () => {} }

async function makeBackup(of: string): Promise<string> {
  const file = join(root, 'backup.db')
  ensureKeys(join(root, of))
  const store = await openStore({ dataDir: join(root, of) })
  await store.backup(file)
  await store.close()
  copyFileSync(join(root, of, KEYS_FILE), `${file}.keys`)
  return file
}

test('a backup that the app wrote where nobody sees it is a failure, and says which folder works', async () => {
  const { dataDir } = folder('data')
  ensureKeys(dataDir)
  const file = join(root, 'b.db')
  await expect(backup(elsewhere, [file], folder('data'))).rejects.toThrow(
    `The app wrote ${file} in a file system of its own, and it cannot be seen from here. Name a file below ${dataDir}.`,
  )
  expect(existsSync(`${file}.keys`)).toBe(true)
})

test('a backup never takes a file that was there before for its own', async () => {
  const file = join(root, 'b.db')
  writeFileSync(file, 'of yesterday')
  await expect(backup(elsewhere, [file], folder('data'))).rejects.toThrow('exists already')
})

test('keys show names the data folder beside the answer, and says when it has just made the key', () => {
  const first = keysShow([], folder('new'), byFiles)
  expect(said).toEqual([
    `Data folder: ${join(root, 'new')}`,
    'It had no signing key, so one was made now. If your Stormdeck already runs, this is not its folder: see --data and --config.',
  ])
  said = []
  expect(keysShow([], folder('new'), byFiles)).toEqual(first)
  expect(said).toEqual([`Data folder: ${join(root, 'new')}`])
})

test('restore says whose signing keys are in use', async () => {
  const file = await makeBackup('old')
  const moved = await restore([file], folder('new-host'), byFiles)
  expect(moved.text).toContain(`The signing keys are those of ${file}.keys.`)
  const again = await restore([file], folder('new-host'), byFiles)
  expect(again.text).toContain(
    `The signing keys stay those of ${join(root, 'new-host')}; ${file}.keys was not used.`,
  )
  rmSync(`${file}.keys`)
  const without = await restore([file], folder('bare'), byFiles)
  expect(without.text).toContain(
    `There are no signing keys, neither in ${join(root, 'bare')} nor beside the backup.`,
  )
})
