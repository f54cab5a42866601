import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../scripts/test/free-port.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export type FleetFile = {
  nodes: { id: string; group: string; controlUrl: string; serviceUrl: string; pid: number }[]
  /** Answers what the fleet's clients have received. */
  reportUrl: string
}

export type Product = {
  url: string
  dataDir: string
  /** What `npm start` has printed so far. */
  output: () => string
  fleet: () => FleetFile
  pid: number
  /** Sends the signal and answers how it ended, and how long that took. */
  stop: (signal?: NodeJS.Signals) => Promise<{ code: number | null; tookMs: number }>
}

type Place = {
  /** In a process group of its own, as a shell starts it in a terminal. */
  ownGroup?: boolean
  /** Where another one ran before, in place of a free port. */
  port?: number
}

/**
 * Starts the product as a user does (`npm start`), on a free port with state of its own.
 * @param args options of `npm start`, e.g. `['--demo-clients', '200']`
 */
export async function startProduct(
  args: string[] = [],
  env: Record<string, string> = {},
  { ownGroup = false, port: wanted }: Place = {},
): Promise<Product> {
  const port = wanted ?? (await freePort())
  const dataDir = mkdtempSync(join(tmpdir(), 'stormdeck-e2e-'))
  const child = spawn('npm', ['start', '--', '--data', dataDir, ...args], {
    cwd: root,
    env: { ...process.env, ...env, PORT: String(port) },
    detached: ownGroup,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const url = `http://127.0.0.1:${port}`
  await untilSaid(child, () => output, `Stormdeck runs at ${url}`).catch(async error => {
    await stopChild(child, dataDir)
    throw error
  })
  return {
    url,
    dataDir,
    output: () => output,
    fleet: () => JSON.parse(readFileSync(join(dataDir, 'demo', 'fleet.json'), 'utf8')),
    pid: child.pid ?? 0,
    stop: signal => stopChild(child, dataDir, signal),
  }
}

async function untilSaid(child: ChildProcess, said: () => string, text: string): Promise<void> {
  const deadline = Date.now() + 240_000
  while (!said().includes(text)) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${said()}`)
    if (Date.now() > deadline) throw new Error(`npm start was not ready after four minutes:\n${said()}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

async function stopChild(child: ChildProcess, dataDir: string, signal: NodeJS.Signals = 'SIGTERM') {
  const started = Date.now()
  const running = () => child.exitCode === null && child.signalCode === null
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
  if (running()) child.kill(signal)
  const code = running() ? await ended : child.exitCode
  const tookMs = Date.now() - started
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  return { code, tookMs }
}
