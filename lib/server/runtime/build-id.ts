import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../config/load-config.ts'

/** Identity of this build of the app; a tab of another one reloads itself. `dev` where there is none. */
export function readBuildId(env: Environment = process.env, cwd = process.cwd()): string {
  try {
    return readFileSync(join(cwd, env.STORMDECK_DIST_DIR || '.next', 'BUILD_ID'), 'utf8')
      .trim()
      .slice(0, 64)
  } catch {
    return 'dev'
  }
}
