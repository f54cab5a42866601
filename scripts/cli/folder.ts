import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Environment, type LoadedConfig, loadConfig } from '../../lib/server/config/load-config.ts'

/** The configuration that the app of this data folder runs with; the demo writes its own into the folder. */
export function readFolder(
  options: { data?: string; config?: string },
  env: Environment = process.env,
): LoadedConfig {
  const data = options.data ?? env.STORMDECK_DATA
  const named = options.config ?? env.STORMDECK_CONFIG
  const loaded = loadConfig({
    ...env,
    ...(named === undefined ? {} : { STORMDECK_CONFIG: named }),
    ...(data === undefined ? {} : { STORMDECK_DATA: data }),
  })
  const demo = join(resolve(loaded.dataDir), 'demo', 'stormdeck.yaml')
  if (loaded.file !== null || !existsSync(demo)) return loaded
  return loadConfig({ ...env, STORMDECK_CONFIG: demo, STORMDECK_DATA: loaded.dataDir })
}
