import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ConfigError } from './config-problem.ts'
import { type Config, configSchema } from './config-schema.ts'
import { parseConfig } from './parse-config.ts'

/** Variables of the process, or of a test. */
export type Environment = Readonly<Record<string, string | undefined>>

export type LoadedConfig = {
  config: Config
  /** Absolute path of the file; `null`: no file, every value is a default. */
  file: string | null
  /** Absolute path of the folder that holds the state. */
  dataDir: string
  /** What relative paths in the file are relative to. */
  baseDir: string
}

const MAX_FILE_BYTES = 4 * 1024 * 1024

/**
 * Reads `STORMDECK_CONFIG`, else `./stormdeck.yaml` where it exists, else nothing. `STORMDECK_DATA` wins over the
 * file's `data`.
 * @throws {ConfigError} every problem at once
 */
export function loadConfig(env: Environment = process.env, cwd = process.cwd()): LoadedConfig {
  const named = env.STORMDECK_CONFIG
  const file = named ? resolve(cwd, named) : resolve(cwd, 'stormdeck.yaml')
  const found = named ? file : existsSync(file) ? file : null
  const config = found === null ? configSchema.parse({}) : parseConfig(readText(found), found)
  const baseDir = found === null ? cwd : dirname(found)
  return {
    config,
    file: found,
    baseDir,
    dataDir: env.STORMDECK_DATA ? resolve(cwd, env.STORMDECK_DATA) : resolve(baseDir, config.data),
  }
}

function readText(file: string): string {
  try {
    const bytes = readFileSync(file)
    if (bytes.length > MAX_FILE_BYTES)
      throw new ConfigError(file, [{ line: null, key: '', message: 'is larger than 4 MiB' }])
    return bytes.toString('utf8')
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new ConfigError(file, [
      { line: null, key: '', message: `cannot be read (${code}); check the path and its permissions` },
    ])
  }
}
