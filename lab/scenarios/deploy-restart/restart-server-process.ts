import { createServer, type Server as HttpServer } from 'node:http'
import { createServer as createNetServer } from 'node:net'
import { attach } from '@stormdeck/agent'
import { Server as SocketIoServer } from 'socket.io'
import { WebSocketServer } from 'ws'
import { controlUrlOf } from '../../control/control-url-of.ts'
import { listenOnLoopback } from '../../fleet/listen-on-loopback.ts'
import { runPart } from '../../process/run-part.ts'

export type ServerKind = 'agent' | 'bare' | 'socket.io'

export type RestartServerOrder = {
  kind: 'start'
  server: ServerKind
  /** Listens on 127.0.1.1 … 127.0.1.n, one port. */
  addresses: number
  port: number
  /** Processor time spent on every upgrade and request before it is answered: what TLS and authentication cost. */
  acceptCostMs: number
  /** Epoch ms before which nothing listens. */
  listenAt: number
  journalDir: string
}
export type RestartServerReport = {
  kind: 'ready'
  urls: string[]
  /** For each address when it listened, epoch ms: one after the other. */
  listeningAt: number[]
  controlUrl: string | null
}

function burn(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

async function serve(order: RestartServerOrder, server: HttpServer): Promise<string | null> {
  if (order.server === 'socket.io') {
    new SocketIoServer(server, { transports: ['websocket'] })
    return null
  }
  const wss = new WebSocketServer({ server, perMessageDeflate: false })
  wss.on('connection', socket => socket.on('error', () => {}))
  if (order.server === 'bare') return null
  const deck = attach(wss, {
    id: 'restarted',
    group: 'lab',
    control: { host: '127.0.0.1', port: 0 },
    trust: [],
    journalDir: order.journalDir,
  })
  return controlUrlOf(deck)
}

runPart<RestartServerReport, RestartServerOrder>(async (order, side) => {
  const server = createServer((_request, response) => response.writeHead(404).end())
  const controlUrl = await serve(order, server)
  // Before every other listener: the cost falls on each attempt, also on those whose client has given up meanwhile.
  server.prependListener('upgrade', () => burn(order.acceptCostMs))
  server.prependListener('request', () => burn(order.acceptCostMs))
  await new Promise(resolve => setTimeout(resolve, Math.max(0, order.listenAt - Date.now())))
  const first = await listenOnLoopback(server, 1, order.port)
  const listeningAt = [Date.now()]
  const port = Number(first.split(':')[1])
  const hosts = [first]
  for (let n = 2; n <= order.addresses; n++) {
    const front = createNetServer(socket => void server.emit('connection', socket))
    hosts.push(await listenOnLoopback(front, n, port))
    listeningAt.push(Date.now())
  }
  side.report({
    kind: 'ready',
    urls: hosts.map(host => `ws://${host}/`),
    listeningAt,
    controlUrl,
  })
})
