import { existsSync, rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import type { LoadedConfig } from '../../lib/server/config/load-config.ts'
import { copySecret } from '../../lib/server/store/copy-secret.ts'
import { restoreStore } from '../../lib/server/store/restore-store.ts'
import { dropOlderKeys, ensureKeys, KEYS_FILE, rotateKeys } from '../../lib/server/tiers/keys.ts'
import { CliError } from './cli-error.ts'
import type { Deck } from './deck.ts'
import { stopHolder } from './stop-holder.ts'
import { type Flags, type Outcome, readReason } from './tier-commands.ts'

/** What a command that works on the files may need besides. */
export type ByFiles = { takeOver: boolean; say: (text: string) => void; find: () => Promise<Deck> }

export async function auditVerify(deck: Deck): Promise<Outcome> {
  const data = await deck.run('verify', {})
  return data.ok
    ? { data, text: `The audit chain holds: ${data.lines} entries.` }
    : {
        data,
        text: `The audit chain is broken: ${data.problem}. ${data.lines} entries before that hold.`,
        exitCode: 1,
      }
}

export async function auditAcknowledge(deck: Deck, _: string[], flags: Flags): Promise<Outcome> {
  const data = await deck.run('acknowledge', { reason: readReason(flags) })
  if (data.nodes.length === 0) return { data, text: 'No node claims an audit entry that is not here.' }
  return { data, text: `Acknowledged what ${data.nodes.join(', ')} claimed. The audit keeps both.` }
}

export async function backup(deck: Deck, [file]: string[], { dataDir }: LoadedConfig): Promise<Outcome> {
  if (file === undefined) throw new CliError('backup needs the name of the file to write', 2)
  const path = resolve(file)
  if (existsSync(path)) throw new CliError(`${path} exists already. Choose a new name.`)
  const keys = join(dataDir, KEYS_FILE)
  // First, since it refuses a name that is taken; a backup without its keys would look complete.
  if (existsSync(keys)) copySecret(keys, `${path}.keys`)
  try {
    await deck.run('backup', { path })
  } catch (error) {
    if (existsSync(keys)) rmSync(`${path}.keys`, { force: true })
    throw error
  }
  // A unit with PrivateTmp or a container has folders that are not those of this process.
  if (!existsSync(path))
    throw new CliError(
      `The app wrote ${path} in a file system of its own, and it cannot be seen from here. Name a file below ${resolve(dataDir)}.`,
    )
  return {
    data: { path },
    text: `Wrote ${path} and, with the signing keys, ${path}.keys. Keep the second one secret.`,
  }
}

export async function restore(
  [file]: string[],
  { dataDir }: LoadedConfig,
  { takeOver, say }: ByFiles,
): Promise<Outcome> {
  if (file === undefined) throw new CliError('restore needs the file to put back', 2)
  if (takeOver) {
    const pid = await stopHolder(dataDir)
    say(pid === null ? 'No app held the data folder.' : `Stopped process ${pid}.`)
  }
  const from = resolve(file)
  const actor = { by: userInfo().username, via: 'command-line' as const }
  const data = await restoreStore({ dataDir, from, actor })
  const former = data.formerIn === null ? '' : ` What was there before is in ${data.formerIn}.`
  return {
    data,
    text: `Restored ${from}.${former} ${restoreKeys(from, dataDir)} When the app starts, it keeps whatever agents hold beyond the backup.`,
  }
}

/** The keys of a folder that has some stay: its agents trust them. */
function restoreKeys(from: string, dataDir: string): string {
  const keys = join(dataDir, KEYS_FILE)
  const saved = `${from}.keys`
  if (existsSync(keys)) {
    const unused = existsSync(saved) ? `; ${saved} was not used` : ''
    return `The signing keys stay those of ${resolve(dataDir)}${unused}.`
  }
  if (!existsSync(saved))
    return `There are no signing keys, neither in ${resolve(dataDir)} nor beside the backup.`
  copySecret(saved, keys)
  return `The signing keys are those of ${saved}.`
}

/** Works on the files first: it is also the way out where the keys are gone, and then no store opens before. */
export async function keysRotate(
  _: string[],
  { dataDir }: LoadedConfig,
  { find }: ByFiles,
): Promise<Outcome> {
  const { trust, current } = rotateKeys(dataDir)
  const unnoted = await noteRotation(current.keyId, find)
  return {
    data: { trust },
    exitCode: unnoted === null ? 0 : 1,
    text: [
      ...(unnoted === null ? [] : [`The audit could not be told of it: ${unnoted}`]),
      `${current.keyId} signs from now on. Agents must trust these keys (the older ones go on working meanwhile):`,
      JSON.stringify(trust, null, 2),
      'When every agent has them: npx stormdeck keys drop-older',
    ].join('\n'),
  }
}

async function noteRotation(keyId: string, find: ByFiles['find']): Promise<string | null> {
  try {
    const deck = await find()
    await deck.run('noteRotation', { keyId }).finally(deck.close)
    return null
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error)
  }
}

export function keysShow(_: string[], { dataDir }: LoadedConfig, { takeOver, say }: ByFiles): Outcome {
  refuseTakeOver(takeOver, 'keys show')
  const isNew = !existsSync(join(dataDir, KEYS_FILE))
  const { trust } = ensureKeys(dataDir)
  say(`Data folder: ${resolve(dataDir)}`)
  if (isNew)
    say(
      'It had no signing key, so one was made now. If your Stormdeck already runs, this is not its folder: see --data and --config.',
    )
  return { data: { trust }, text: JSON.stringify(trust, null, 2) }
}

export function keysDropOlder(_: string[], { dataDir }: LoadedConfig, { takeOver }: ByFiles): Outcome {
  refuseTakeOver(takeOver, 'keys drop-older')
  const { trust } = dropOlderKeys(dataDir)
  return { data: { trust }, text: `Only ${trust[0]?.keyId} is used now.` }
}

/** An option that does nothing is a misunderstanding, and on the worst night a dangerous one. */
function refuseTakeOver(takeOver: boolean, command: string): void {
  if (takeOver) throw new CliError(`${command} works beside a running app; leave --take-over out`, 2)
}
