import { chmodSync, copyFileSync, existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import type { LoadedConfig } from '../../lib/server/config/load-config.ts'
import { restoreStore } from '../../lib/server/store/restore-store.ts'
import { dropOlderKeys, ensureKeys, KEYS_FILE, rotateKeys } from '../../lib/server/tiers/keys.ts'
import { CliError } from './cli-error.ts'
import type { Deck } from './deck.ts'
import { type Flags, type Outcome, readReason } from './tier-commands.ts'

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
  await deck.run('backup', { path })
  const keys = join(dataDir, KEYS_FILE)
  if (existsSync(keys)) {
    copyFileSync(keys, `${path}.keys`)
    chmodSync(`${path}.keys`, 0o600)
  }
  return {
    data: { path },
    text: `Wrote ${path} and, with the signing keys, ${path}.keys. Keep the second one secret.`,
  }
}

export async function restore([file]: string[], { dataDir }: LoadedConfig): Promise<Outcome> {
  if (file === undefined) throw new CliError('restore needs the file to put back', 2)
  const from = resolve(file)
  const actor = { by: userInfo().username, via: 'command-line' as const }
  const data = await restoreStore({ dataDir, from, actor })
  const keys = join(dataDir, KEYS_FILE)
  if (!existsSync(keys) && existsSync(`${from}.keys`)) {
    copyFileSync(`${from}.keys`, keys)
    chmodSync(keys, 0o600)
  }
  const former = data.formerIn === null ? '' : ` What was there before is in ${data.formerIn}.`
  return {
    data,
    text: `Restored ${from}.${former} When the app starts, it keeps whatever agents hold beyond the backup.`,
  }
}

export async function keysRotate(deck: Deck, { dataDir }: LoadedConfig): Promise<Outcome> {
  const { trust, current } = rotateKeys(dataDir)
  await deck.run('noteRotation', { keyId: current.keyId })
  return {
    data: { trust },
    text: [
      `${current.keyId} signs from now on. Agents must trust these keys (the older ones go on working meanwhile):`,
      JSON.stringify(trust, null, 2),
      'When every agent has them: npx stormdeck keys drop-older',
    ].join('\n'),
  }
}

export function keysShow({ dataDir }: LoadedConfig): Outcome {
  const { trust } = ensureKeys(dataDir)
  return { data: { trust }, text: JSON.stringify(trust, null, 2) }
}

export function keysDropOlder({ dataDir }: LoadedConfig): Outcome {
  const { trust } = dropOlderKeys(dataDir)
  return { data: { trust }, text: `Only ${trust[0]?.keyId} is used now.` }
}
