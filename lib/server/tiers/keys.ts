import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

export const KEYS_FILE = 'keys.json'
/** Older keys that stay usable beside the newest. */
const MAX_OLDER_KEYS = 3

/** What an agent is configured with. `publicKey`: the 32 raw bytes, base64url. */
export type TrustedKey = { keyId: string; publicKey: string }

export type SigningKey = TrustedKey & { privateKey: KeyObject; createdAt: number }

export type Keys = {
  /** Signs. */
  current: SigningKey
  /** Still trusted while agents are being told of the new one, newest first. */
  older: SigningKey[]
  /** Every public half, newest first: the list agents are given. */
  trust: TrustedKey[]
}

type KeptKey = TrustedKey & { privateKey: string; createdAt: number }

/** A sentence about keys that cannot be used. */
export class KeyError extends Error {
  override readonly name = 'KeyError'
}

/**
 * Reads the signing keys of a data folder, making the first one (Ed25519, readable by its owner only) in a new folder.
 * @throws KeyError when the file is damaged, or gone from a folder that had one: agents would not know a new key
 */
export function ensureKeys(dataDir: string, now: number = Date.now()): Keys {
  const path = join(dataDir, KEYS_FILE)
  if (!existsSync(path)) {
    if (existsSync(join(dataDir, 'issuer')))
      throw new KeyError(
        `The signing keys ${path} are gone. Put them back from a backup, or make a new one with ` +
          '"npx stormdeck keys rotate" and configure its public key on every agent.',
      )
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    writeKeys(path, [makeKey(now)], 'only-if-missing')
  }
  return toKeys(readKeys(path))
}

/**
 * Makes a new key that signs from now on. The ones before stay valid beside it, so that agents can be told one by one:
 * a set is signed again with an older key for an agent that does not know the new one yet.
 */
export function rotateKeys(dataDir: string, now: number = Date.now()): Keys {
  const path = join(dataDir, KEYS_FILE)
  const kept = existsSync(path) ? readKeys(path) : []
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeKeys(path, [makeKey(now), ...kept].slice(0, 1 + MAX_OLDER_KEYS), 'replace')
  return toKeys(readKeys(path))
}

/** Ends the overlap: only the newest key is kept. */
export function dropOlderKeys(dataDir: string): Keys {
  const path = join(dataDir, KEYS_FILE)
  writeKeys(path, readKeys(path).slice(0, 1), 'replace')
  return toKeys(readKeys(path))
}

function makeKey(now: number): KeptKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'jwk' }).x ?? ''
  return {
    keyId: createHash('sha256').update(raw).digest('base64url').slice(0, 16),
    publicKey: raw,
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
    createdAt: now,
  }
}

function readKeys(path: string): KeptKey[] {
  try {
    const parsed = JSON.parse(readFileSync(path, 'utf8')) as { keys: KeptKey[] }
    for (const key of parsed.keys) toSigningKey(key)
    if (parsed.keys.length === 0) throw new Error('it holds no key')
    return parsed.keys
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new KeyError(`The signing keys ${path} cannot be used (${why}). Put them back from a backup.`)
  }
}

function toSigningKey({ privateKey, ...key }: KeptKey): SigningKey {
  const der = Buffer.from(privateKey, 'base64url')
  return { ...key, privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) }
}

function toKeys(kept: KeptKey[]): Keys {
  const [current, ...older] = kept.map(toSigningKey)
  if (current === undefined) throw new KeyError('There is no signing key.')
  return { current, older, trust: kept.map(({ keyId, publicKey }) => ({ keyId, publicKey })) }
}

/** On disk before it counts: a key an agent has been given must not be lost to a crash. */
function writeKeys(path: string, keys: KeptKey[], mode: 'only-if-missing' | 'replace'): void {
  const draft = `${path}.${process.pid}.new`
  const file = openSync(draft, 'w', 0o600)
  try {
    chmodSync(draft, 0o600)
    writeSync(file, `${JSON.stringify({ format: 'stormdeck.keys.v1', keys }, null, 2)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  if (mode === 'replace') {
    renameSync(draft, path)
    return
  }
  try {
    linkSync(draft, path)
  } catch (error) {
    // Another process was first; its key counts.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}
