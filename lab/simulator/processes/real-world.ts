import type { ChildProcess } from 'node:child_process'
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import { type AgentStatus, CONTROL_PATHS } from '@stormdeck/protocol'
import { controlPath } from '../../../lib/server/tiers/control/control-path.ts'
import { ensureKeys } from '../../../lib/server/tiers/keys.ts'
import type { NodeTarget } from '../../../lib/server/tiers/send-lease-set.ts'
import { type CuttableRoad, openRoad } from './cuttable-road.ts'
import { killNow, startProcess } from './start-process.ts'

export const REAL_NODES = [
  { id: 'ws-1', group: 'eu' },
  { id: 'ws-2', group: 'eu' },
  { id: 'ws-3', group: 'us' },
] as const
export type RealNode = (typeof REAL_NODES)[number]['id']

/** Size of a disk that can be filled. */
const SMALL_DISK = '4m'

/**
 * Three real agents, each a process behind a road that can be cut, and a real dashboard process; all on disks of their own. A
 * second dashboard, with a store and keys of its own, may be started beside it, past the roads, and is trusted by the agents as well.
 */
export class RealWorld {
  readonly dir: string
  readonly dataDir: string
  readonly secondDataDir: string
  deck: ChildProcess | null = null
  secondDeck: ChildProcess | null = null
  readonly roads = new Map<RealNode, CuttableRoad>()
  readonly agents = new Map<RealNode, ChildProcess>()
  readonly #ports = new Map<RealNode, number>()
  readonly #mounts: string[] = []

  constructor(dir: string) {
    this.dir = dir
    this.dataDir = join(dir, 'data')
    this.secondDataDir = join(dir, 'second-data')
  }

  get configFile(): string {
    return join(this.dir, 'stormdeck.yaml')
  }

  get secondConfigFile(): string {
    return join(this.dir, 'second.yaml')
  }

  async start(): Promise<void> {
    for (const folder of [this.dataDir, this.secondDataDir]) mkdirSync(folder, { recursive: true })
    for (const { id } of REAL_NODES) {
      mkdirSync(join(this.dir, id), { recursive: true })
      await this.startAgent(id)
      this.roads.set(id, await openRoad(() => this.#ports.get(id) ?? 0))
    }
    writeConfig(this.configFile, id => this.roads.get(id)?.port)
    writeConfig(this.secondConfigFile, id => this.#ports.get(id))
    await this.startDeck()
  }

  async startDeck(): Promise<void> {
    this.deck = await this.#startDeckOn(this.dataDir, this.configFile)
  }

  async startSecondDeck(): Promise<void> {
    this.secondDeck = await this.#startDeckOn(this.secondDataDir, this.secondConfigFile)
  }

  async #startDeckOn(dataDir: string, configFile: string): Promise<ChildProcess> {
    const env = { STORMDECK_CONFIG: configFile, STORMDECK_DATA: dataDir }
    return (await startProcess('./deck-process.ts', [], env)).child
  }

  async startAgent(id: RealNode): Promise<void> {
    const node = REAL_NODES.find(known => known.id === id)
    const agent = { ...node, journalDir: join(this.dir, id), port: this.#ports.get(id) ?? 0 }
    const trust = [this.dataDir, this.secondDataDir].flatMap(folder => ensureKeys(folder).trust)
    const started = await startProcess<{ ports: Record<string, number> }>('./agent-process.ts', [
      JSON.stringify({ agents: [agent], trust }),
    ])
    this.#ports.set(id, started.ready.ports[id] ?? 0)
    this.agents.set(id, started.child)
  }

  /** Configures every agent with the keys that the dashboard has now, by starting it again. */
  async trustNewKeys(): Promise<void> {
    for (const { id } of REAL_NODES) {
      const child = this.agents.get(id)
      if (child) await killNow(child)
      await this.startAgent(id)
    }
  }

  /** Puts a small disk under a folder; needs root. @returns false where that is not allowed */
  mountSmallDisk(folder: string): boolean {
    mkdirSync(folder, { recursive: true })
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK}`, 'tmpfs', folder], { stdio: 'ignore' })
    } catch {
      return false
    }
    this.#mounts.push(folder)
    return true
  }

  /** Where an agent takes orders, past the road. */
  targetOf(id: RealNode): NodeTarget {
    const group = REAL_NODES.find(known => known.id === id)?.group ?? ''
    return { id, group, url: `http://127.0.0.1:${this.#ports.get(id)}` }
  }

  /** What an agent says itself, past the road. */
  status(id: RealNode): Promise<AgentStatus> {
    const port = this.#ports.get(id)
    return json({ port, host: '127.0.0.1', path: `${CONTROL_PATHS.status}?wait=0`, timeout: 1_000 })
  }

  /** A command to a dashboard, as the command line gives it. */
  ask<T>(verb: string, input: unknown, dataDir = this.dataDir): Promise<T> {
    const options = {
      socketPath: controlPath(dataDir),
      path: `/${verb}`,
      method: 'POST',
      timeout: 4_000,
    }
    return json<{ result: T }>(options, JSON.stringify(input)).then(({ result }) => result)
  }

  async close(): Promise<void> {
    for (const child of [this.deck, this.secondDeck, ...this.agents.values()]) {
      child?.kill('SIGCONT')
      if (child) await killNow(child)
    }
    for (const road of this.roads.values()) await road.close()
    for (const folder of this.#mounts) execFileSync('umount', ['-l', folder], { stdio: 'ignore' })
    rmSync(this.dir, { recursive: true, force: true })
  }
}

function writeConfig(file: string, portOf: (id: RealNode) => number | undefined): void {
  const agents = REAL_NODES.map(
    ({ id, group }) => `  - { id: ${id}, group: ${group}, url: "http://127.0.0.1:${portOf(id)}" }`,
  )
  writeFileSync(file, `agents:\n${agents.join('\n')}\npolicy: off\n`)
}

function json<T>(options: http.RequestOptions, body?: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { ...options, headers: { 'content-type': 'application/json' } },
      response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', part => {
          text += part
        })
        response.once('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(text) as T)
          else reject(new Error(`${response.statusCode}: ${text}`))
        })
        response.once('error', reject)
      },
    )
    request.once('timeout', () => request.destroy(new Error('no answer in time')))
    request.once('error', reject)
    request.end(body)
  })
}
