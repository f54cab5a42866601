import { spawn } from 'node:child_process'
import { once } from 'node:events'

export type RunningProgram = {
  pid: number
  /** Everything it said so far. */
  output: () => string
  /** Groups of the expression that said it is ready. */
  ready: RegExpExecArray
  signal: (name: NodeJS.Signals) => void
  /** Ends it and waits until it is gone. */
  stop: () => Promise<void>
}

const READY_WITHIN_MS = 20_000
const KILL_AFTER_MS = 3_000
const MAX_OUTPUT = 200_000

/**
 * Starts a real program for a test and waits until it says that it is ready.
 * @param ready what its output says then; groups carry what it says of itself, such as its port
 * @throws {Error} with its output when it ends before, or is not ready in time (20 s)
 */
export async function startProgram(
  path: string,
  args: readonly string[],
  options: { ready: RegExp; env?: Record<string, string>; cwd?: string; withinMs?: number },
): Promise<RunningProgram> {
  const child = spawn(path, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.cwd ? { cwd: options.cwd } : {}),
  })
  const withinMs = options.withinMs ?? READY_WITHIN_MS
  let output = ''
  const gone = once(child, 'exit')

  async function stop() {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
    await gone
    clearTimeout(kill)
  }

  const ready = await new Promise<RegExpExecArray>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${path} ${why}:\n${output.slice(-4_000)}`))
    const late = setTimeout(() => {
      fail(`was not ready within ${withinMs / 1000} s`)
      void stop()
    }, withinMs)
    const hear = (part: Buffer) => {
      output = (output + part.toString('utf8')).slice(-MAX_OUTPUT)
      const said = options.ready.exec(output)
      if (!said) return
      clearTimeout(late)
      resolve(said)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', error => fail(error.message))
    child.once('exit', code => {
      clearTimeout(late)
      fail(`ended with ${code}`)
    })
  })
  const pid = child.pid ?? 0
  return { pid, output: () => output, ready, signal: name => child.kill(name), stop }
}
