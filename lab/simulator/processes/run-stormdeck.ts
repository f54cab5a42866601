import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { RealWorld } from './real-world.ts'

const MAIN = fileURLToPath(new URL('../../../scripts/cli/main.ts', import.meta.url))

/** Runs the command line as a user does, against one of the data folders of a world. */
export function runStormdeck(
  world: Pick<RealWorld, 'configFile'>,
  dataDir: string,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, STORMDECK_DATA: dataDir, STORMDECK_CONFIG: world.configFile }
  return new Promise(resolve => {
    execFile(process.execPath, ['--conditions=react-server', MAIN, ...args], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, out, err })
    })
  })
}
