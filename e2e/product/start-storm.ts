import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export type StormOptions = { fleetFile: string; nodes: string[]; rate: number; forSeconds: number }

/**
 * Sets off real clients that retry at once, as `npm run lab -- storm` does.
 * `burstAt` resolves, for each node, to the lab's clock (epoch ms) at the connect that made it 50 within a second.
 */
export function startStorm({ fleetFile, nodes, rate, forSeconds }: StormOptions) {
  const args = [
    'storm',
    '--json',
    '--fleet',
    fleetFile,
    '--nodes',
    nodes.join(','),
    '--rate',
    String(rate),
    '--for',
    `${forSeconds}s`,
  ]
  const child = spawn(process.execPath, ['--conditions=react-server', 'lab/main.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', chunk => {
    errors += chunk
  })
  const bursts = new Map<string, number>()
  const burstAt = new Promise<Map<string, number>>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', line => {
      const said: { event?: string; node?: string; at?: number } = line.startsWith('{')
        ? JSON.parse(line)
        : {}
      if (said.event !== 'burst' || !said.node || !said.at || bursts.has(said.node)) return
      bursts.set(said.node, said.at)
      if (bursts.size === nodes.length) resolve(bursts)
    })
    child.once('exit', code => {
      if (bursts.size < nodes.length)
        reject(new Error(`the storm ended with ${code} before it was one:\n${errors}`))
    })
  })
  // Whoever only waits for the end is not to be failed by a promise nobody asked for.
  burstAt.catch(() => {})
  const done = new Promise<number | null>(resolve => child.once('exit', resolve))
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM')
    await done
  }
  return { burstAt, done, stop }
}
