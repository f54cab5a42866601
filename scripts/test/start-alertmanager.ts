import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from './start-program.ts'

export type RunningAlertmanager = { url: string; stop: () => Promise<void> }

/** A real Alertmanager on a free loopback port, alone (no cluster); `stop` removes its folder. */
export async function startAlertmanager(path: string, yaml: string): Promise<RunningAlertmanager> {
  const dir = mkdtempSync(join(tmpdir(), 'stormdeck-alertmanager-'))
  const config = join(dir, 'alertmanager.yml')
  writeFileSync(config, yaml)
  const program = await startProgram(
    path,
    [
      `--config.file=${config}`,
      `--storage.path=${join(dir, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--cluster.listen-address=',
    ],
    { ready: /"?Listening on"? address=(\S+)\s/ },
  )
  return {
    url: `http://${program.ready[1]}`,
    async stop() {
      await program.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
