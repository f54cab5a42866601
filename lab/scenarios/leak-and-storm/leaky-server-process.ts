import { Agent, createServer, get, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { attach } from '@stormdeck/agent'
import { WebSocketServer } from 'ws'
import { controlUrlOf } from '../../control/control-url-of.ts'
import { listenOnLoopback } from '../../fleet/listen-on-loopback.ts'
import type { TrustedKey } from '../../fleet/server-process.ts'
import { USER_HEADER } from '../../fleet/visitor-address.ts'
import { runPart } from '../../process/run-part.ts'
import type { Fault } from './faults.ts'

const UPDATES_PER_SECOND = 5
/** What a page is sent first. Above the size from which `ws` compresses. */
const SNAPSHOT = JSON.stringify({
  topic: 'snapshot',
  rows: Array.from({ length: 60 }, (_, i) => `row ${i} of many`),
})
const AUTH_TIMEOUT_MS = 10_000

export type LeakyServerOrder =
  | {
      kind: 'start'
      faults: Fault[]
      connectionLimit: number
      authUrl: string
      trust: TrustedKey[]
      journalDir: string
    }
  /** A switch fails in front of the server: every connection breaks at once. */
  | { kind: 'break' }
export type LeakyServerReport =
  | { kind: 'ready'; serviceUrl: string; controlUrl: string }
  | { kind: 'wire'; bytesWritten: number }

const userOf = (request: IncomingMessage) => request.headers[USER_HEADER]?.toString() ?? null

const authConnections = new Agent({ keepAlive: true, maxSockets: 64 })

/**
 * Asks the authentication service about the user of a request. A session is what a page's token stands for, and its old
 * connection is replaced (F27); while that is not yet so, every connection is a session of its own.
 */
function authenticateAt(url: string, replaces: boolean) {
  let asks = 0
  return (request: IncomingMessage) =>
    new Promise<{ session: string; client: string } | null>((resolve, reject) => {
      const client = userOf(request) ?? 'nobody'
      const token = request.headers.authorization ?? client
      const session = replaces ? token : `${token}/${asks++}`
      const asked = get(url, { agent: authConnections, timeout: AUTH_TIMEOUT_MS }, response => {
        response.resume()
        response.on('end', () => resolve({ session, client }))
      })
      asked.on('timeout', () => asked.destroy(new Error('the authentication service did not answer')))
      asked.on('error', reject)
    })
}

/** Bytes written to all sockets, those that are closed included. */
function countWire(server: ReturnType<typeof createServer>): () => number {
  const open = new Set<Socket>()
  let closed = 0
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => {
      closed += socket.bytesWritten
      open.delete(socket)
    })
  })
  return () => [...open].reduce((sum, socket) => sum + socket.bytesWritten, closed)
}

function startUpdates(publish: (payload: unknown) => void): void {
  let n = 0
  setInterval(
    () => publish({ topic: 'update', at: Date.now(), id: n++, state: 'moved', by: 'somebody' }),
    1_000 / UPDATES_PER_SECOND,
  )
}

let breakAll = () => {}

runPart<LeakyServerReport, LeakyServerOrder>(async (order, side) => {
  if (order.kind === 'break') return breakAll()
  const faults = new Set(order.faults)
  const server = createServer((_request, response) => response.writeHead(404).end())
  const wire = countWire(server)
  const wss = new WebSocketServer({ server, perMessageDeflate: faults.has('permessage-deflate') })
  wss.on('connection', socket => {
    socket.on('error', () => {})
    socket.send(SNAPSHOT)
  })
  breakAll = () => {
    for (const socket of wss.clients) socket.terminate()
  }
  const deck = attach(wss, {
    id: 'ws-1',
    group: 'lab',
    control: { host: '127.0.0.1', port: 0 },
    trust: order.trust,
    journalDir: order.journalDir,
    limits: {
      mode: faults.has('no limit per client') ? 'observe' : 'enforce',
      connections: order.connectionLimit,
      trustedProxies: ['127.0.0.0/8'],
    },
    heartbeat: { destroy: true },
    authenticate: authenticateAt(order.authUrl, !faults.has('old connections of a session stay')),
    // Without a token there is nothing to remember (F25).
    ...(faults.has('authenticates every reconnect') ? { tokenOf: () => null } : {}),
  })
  startUpdates(payload => deck.publish('updates', payload))
  const service = await listenOnLoopback(server, 1)
  setInterval(() => side.report({ kind: 'wire', bytesWritten: wire() }), 250)
  side.report({ kind: 'ready', serviceUrl: `ws://${service}/`, controlUrl: await controlUrlOf(deck) })
})
