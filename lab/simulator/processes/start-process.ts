import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const READY_MS = 20_000

/** Starts one of the programs beside this file and waits for the line in which it says that it is ready. */
export async function startProcess<T>(
  file: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; ready: T }> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, ['--conditions=react-server', path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let errors = ''
  child.stderr?.on('data', (part: Buffer) => {
    errors = (errors + part.toString()).slice(-4_000)
  })
  const ready = await new Promise<T>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${file} was not ready in time: ${errors}`)), READY_MS)
    child.once('exit', code => reject(new Error(`${file} ended with ${code}: ${errors}`)))
    if (child.stdout === null) return
    createInterface({ input: child.stdout }).once('line', line => {
      clearTimeout(late)
      resolve(JSON.parse(line) as T)
    })
  })
  return { child, ready }
}

/** Kills a process outright and waits until it is gone. */
export async function killNow(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
