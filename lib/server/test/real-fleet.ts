import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import type { TrustedKey } from '../tiers/keys.ts'

/** A real server process with an agent, and what a test does to it. */
export type RealNode = {
  id: string
  controlUrl: string
  signal(name: NodeJS.Signals): void
  /** Real clients that connect at a rate and break off at once. Resolves when all have been tried. */
  knock(attempts: number, perSecond: number): Promise<void>
  stop(): Promise<void>
}

const SCRIPT = fileURLToPath(new URL('./agent-process.ts', import.meta.url))

export async function startRealNode(options: {
  id: string
  group: string
  dir: string
  trust: readonly TrustedKey[]
  controlPort?: number
}): Promise<RealNode> {
  const { id, group, dir, trust, controlPort = 0 } = options
  const child = spawn(process.execPath, [SCRIPT, id, group, dir, JSON.stringify(trust), `${controlPort}`], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const where = await firstLine(child)
  return {
    id,
    controlUrl: `http://127.0.0.1:${where.control}`,
    signal: name => void child.kill(name),
    async knock(attempts, perSecond) {
      const startedAt = performance.now()
      for (let i = 0; i < attempts; i++) {
        const due = startedAt + (i * 1_000) / perSecond
        if (due > performance.now()) await wait(due - performance.now())
        const socket = new WebSocket(`ws://127.0.0.1:${where.service}`)
        socket.on('error', () => {})
        socket.on('open', () => socket.terminate())
      }
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

async function firstLine(child: ChildProcess): Promise<{ control: number; service: number }> {
  if (child.stdout === null) throw new Error('the process has no output')
  for await (const line of createInterface(child.stdout)) return JSON.parse(line)
  throw new Error('the server process ended before it listened')
}
