import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readSecret } from '../config/read-secret.ts'

export type CredentialConfig = {
  bearerTokenFile?: string | undefined
  basicAuth?: { username: string; passwordFile: string } | undefined
  caFile?: string | undefined
}

/**
 * Headers that show who we are. Files are read at each use, so that a rotated secret is picked up.
 * @throws {Error} a sentence that names the file and not the secret
 */
export function credentialHeaders(config: CredentialConfig, baseDir: string): Record<string, string> {
  if (config.bearerTokenFile)
    return { authorization: `Bearer ${readSecret(config.bearerTokenFile, baseDir)}` }
  if (config.basicAuth) {
    const { username, passwordFile } = config.basicAuth
    const pair = `${username}:${readSecret(passwordFile, baseDir)}`
    return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
  }
  return {}
}

/**
 * The CA to trust instead of the system's; `undefined` without one.
 * @throws {Error} a sentence that names the file
 */
export function readCa(config: CredentialConfig, baseDir: string): string | undefined {
  if (!config.caFile) return undefined
  const path = resolve(baseDir, config.caFile)
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new Error(`The CA in ${path} cannot be read (${code}); check the file and its permissions.`)
  }
}
