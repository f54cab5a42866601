import { setTimeout as sleep } from 'node:timers/promises'
import { holderAlive, processStartTicks, readHolder } from '../../lib/server/store/holder.ts'
import { CliError } from './cli-error.ts'

const TERM_MS = 1_500
const KILL_MS = 2_000

/**
 * Stops the process that wrote itself down as the holder of a data folder: asked first, then made to. A pid that was given
 * to another process since is left alone, and so is the first process of a container: the container would end with it, and
 * this command too.
 * @returns the pid that was stopped; `null` when nobody holds the folder
 */
export async function stopHolder(dataDir: string): Promise<number | null> {
  const holder = readHolder(dataDir)
  if (holder === null) return null
  if (holder.pid === 1 && processStartTicks(1) === holder.startTicks)
    throw new CliError(
      'The app is the first process of this container, and stopping it would end this command too. ' +
        'Stop the container from its host (docker stop), then give the command in a new one with the same volumes ' +
        '(docker run --rm …; docs/command-line.md has the line).',
    )
  if (!holderAlive(holder)) return null
  for (const [signal, forMs] of [
    ['SIGTERM', TERM_MS],
    ['SIGKILL', KILL_MS],
  ] as const) {
    try {
      process.kill(holder.pid, signal)
    } catch {
      return holder.pid
    }
    for (let waited = 0; waited < forMs; waited += 50) {
      if (!holderAlive(holder)) return holder.pid
      await sleep(50)
    }
  }
  throw new CliError(`Process ${holder.pid} could not be stopped.`)
}
