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
