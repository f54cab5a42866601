import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Part, startPart } from '../process/start-part.ts'
import type { ClientsOrder, ClientsReport } from './clients-process.ts'
import type { FleetFile } from './fleet-file.ts'
import { CALM_HABITS, DEMO_CONNECTION_LIMIT, type Habits, type NodePlan } from './fleet-plan.ts'
import type { PopulationPlan, PopulationStats } from './population.ts'
import type { ServerOrder, ServerReport, TrustedKey } from './server-process.ts'

/** One clients process for every so many nodes. */
const NODES_PER_CLIENTS_PROCESS = 2

export type FleetOptions = {
  nodes: readonly NodePlan[]
  clientsPerNode: number
  /** Each node keeps its journal in a folder of its own beneath. */
  dataDir: string
  trust?: TrustedKey[]
  connectionLimit?: number
  limitsMode?: 'observe' | 'enforce'
  habits?: Partial<Habits>
  /** Of each server process, set with prlimit. */
  descriptorLimit?: number
  /** Part of the embedded demonstration. */
  demo?: boolean
  /** Time within which a request has to be whole; unset: Node's default of 60 s. */
  headersTimeoutMs?: number
}

export type FleetNode = {
  readonly id: string
  readonly group: string
  readonly controlUrl: string
  readonly serviceUrl: string
  readonly pid: number
  /** SIGSTOP, SIGCONT, SIGKILL … */
  signal(name: NodeJS.Signals): void
  stop(): Promise<void>
  /** Starts the server again at its old addresses, after `stop` or kill -9. */
  restart(): Promise<void>
}

export type Fleet = {
  readonly nodes: readonly FleetNode[]
  readonly reportUrl: string
  /** What the clients have seen so far, by node. */
  received(): Record<string, PopulationStats>
  file(): FleetFile
  stop(): Promise<void>
}

type Server = { part: Part<ServerOrder>; ready: ServerReport }

async function startServer(order: ServerOrder, descriptorLimit?: number): Promise<Server> {
  mkdirSync(order.journalDir, { recursive: true, mode: 0o700 })
  const entry = new URL('./server-process.ts', import.meta.url)
  const limit = descriptorLimit === undefined ? {} : { descriptorLimit }
  return startPart<ServerReport, ServerOrder>({ name: order.id, entry, ...limit }, order)
}

async function startNode(order: ServerOrder, descriptorLimit?: number): Promise<FleetNode> {
  let { part, ready } = await startServer(order, descriptorLimit)
  const { controlUrl, serviceUrl } = ready
  return {
    id: order.id,
    group: order.group,
    controlUrl,
    serviceUrl,
    get pid() {
      return part.pid
    },
    signal: name => part.signal(name),
    stop: () => part.stop(),
    async restart() {
      await part.stop()
      const [port, controlPort] = [serviceUrl, controlUrl].map(url => Number(new URL(url).port))
      ;({ part, ready } = await startServer(
        { ...order, port: port ?? 0, controlPort: controlPort ?? 0 },
        descriptorLimit,
      ))
    },
  }
}

function startNodes(options: FleetOptions): Promise<FleetNode[]> {
  return Promise.all(
    options.nodes.map(({ id, group }, index) =>
      startNode(
        {
          kind: 'start',
          id,
          group,
          address: index + 1,
          port: 0,
          controlPort: 0,
          journalDir: join(options.dataDir, id),
          trust: options.trust ?? [],
          connectionLimit: options.connectionLimit ?? DEMO_CONNECTION_LIMIT,
          limitsMode: options.limitsMode ?? 'observe',
          demo: options.demo ?? false,
          ...(options.headersTimeoutMs === undefined ? {} : { headersTimeoutMs: options.headersTimeoutMs }),
        },
        options.descriptorLimit,
      ),
    ),
  )
}

type Clients = { parts: Part<ClientsOrder>[]; received: () => Record<string, PopulationStats> }

async function startClients(plans: PopulationPlan[]): Promise<Clients> {
  const latest: Record<string, PopulationStats> = {}
  const entry = new URL('./clients-process.ts', import.meta.url)
  const shares: PopulationPlan[][] = []
  for (let i = 0; i < plans.length; i += NODES_PER_CLIENTS_PROCESS) {
    shares.push(plans.slice(i, i + NODES_PER_CLIENTS_PROCESS))
  }
  const started = await Promise.all(
    shares.map((share, index) =>
      startPart<ClientsReport, ClientsOrder>(
        {
          name: `clients-${index + 1}`,
          entry,
          onReport: report => report.kind === 'stats' && Object.assign(latest, report.nodes),
        },
        { kind: 'start', plans: share },
      ),
    ),
  )
  return { parts: started.map(({ part }) => part), received: () => latest }
}

/** Answers `GET /` on loopback with what the clients received, for tests that live in another process. */
async function serveReceived(received: Clients['received']) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(received()))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

/**
 * Starts real servers with the agent inside, one process each, and real clients that join them slowly.
 * @throws when a process does not start; those that did are stopped by `stopAllParts`
 */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const nodes = await startNodes(options)
  const habits = { ...CALM_HABITS, ...options.habits }
  const plans = nodes.map(node => ({
    ...habits,
    nodeId: node.id,
    url: node.serviceUrl,
    clients: options.clientsPerNode,
  }))
  const clients = await startClients(options.clientsPerNode > 0 ? plans : [])
  const report = await serveReceived(clients.received)
  return {
    nodes,
    reportUrl: report.url,
    received: clients.received,
    file: () => ({
      nodes: nodes.map(({ id, group, controlUrl, serviceUrl, pid }) => ({
        id,
        group,
        controlUrl,
        serviceUrl,
        pid,
      })),
      pid: process.pid,
      reportUrl: report.url,
    }),
    async stop() {
      report.close()
      // Clients first: otherwise they would see their server go, and come back at once.
      await Promise.all(clients.parts.map(part => part.stop()))
      await Promise.all(nodes.map(node => node.stop()))
    },
  }
}
