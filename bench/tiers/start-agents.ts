import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { startProcess } from '../../lab/simulator/processes/start-process.ts'
import type { TrustedKey } from '../../lib/server/tiers/keys.ts'

export type RunningAgents = { nodes: { id: string; group: string; url: string }[]; stop(): void }

/** Starts `count` real agents with journals on disk, shared among `processes`; a few processes at a time. */
export async function startAgents(
  dir: string,
  { count, processes, trust }: { count: number; processes: number; trust: readonly TrustedKey[] },
): Promise<RunningAgents> {
  const children: ChildProcess[] = []
  const nodes: RunningAgents['nodes'] = []
  const perProcess = Math.ceil(count / processes)
  const start = async (index: number): Promise<void> => {
    const agents = Array.from({ length: Math.min(perProcess, count - index * perProcess) }, (_, i) => {
      const id = `ws-${index * perProcess + i + 1}`
      return { id, group: 'bench', journalDir: join(dir, `${processes}`, id), port: 0 }
    })
    const { child, ready } = await startProcess<{ ports: Record<string, number> }>('./agent-process.ts', [
      JSON.stringify({ agents, trust }),
    ])
    children.push(child)
    for (const { id, group } of agents) nodes.push({ id, group, url: `http://127.0.0.1:${ready.ports[id]}` })
  }
  const waiting = Array.from({ length: processes }, (_, index) => index)
  const worker = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) await start(index)
  }
  await Promise.all(Array.from({ length: 4 }, worker))
  return {
    nodes,
    stop: () => {
      for (const child of children) child.kill('SIGKILL')
    },
  }
}
