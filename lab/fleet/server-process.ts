import { createServer, type IncomingMessage } from 'node:http'
import { attach } from '@stormdeck/agent'
import { WebSocketServer } from 'ws'
import { controlUrlOf } from '../control/control-url-of.ts'
import { runPart } from '../process/run-part.ts'
import { PUBLISHED } from './fleet-plan.ts'
import { listenOnLoopback } from './listen-on-loopback.ts'
import { USER_HEADER } from './visitor-address.ts'

/** Raw Ed25519 public key, base64url. */
export type TrustedKey = { keyId: string; publicKey: string }

export type ServerOrder = {
  kind: 'start'
  id: string
  group: string
  /** Which loopback address, 127.0.1.n. */
  address: number
  /** 0: any. */
  port: number
  controlPort: number
  journalDir: string
  trust: TrustedKey[]
  connectionLimit: number
  limitsMode: 'observe' | 'enforce'
  /** Part of the embedded demonstration. */
  demo: boolean
  /** Time within which a request has to be whole; unset: Node's default of 60 s. */
  headersTimeoutMs?: number
}
export type ServerReport = { kind: 'ready'; serviceUrl: string; controlUrl: string }

const userOf = (request: IncomingMessage) => request.headers[USER_HEADER]?.toString() ?? null

const timeouts = (headersTimeoutMs: number | undefined) =>
  headersTimeoutMs === undefined
    ? {}
    : { headersTimeout: headersTimeoutMs, requestTimeout: headersTimeoutMs, connectionsCheckingInterval: 250 }

runPart<ServerReport, ServerOrder>(async (order, side) => {
  // What else the same process serves: the web application of F40 that goes down with the sockets.
  const page = createServer(timeouts(order.headersTimeoutMs), (_request, response) =>
    response.writeHead(200).end('the application\n'),
  )
  const wss = new WebSocketServer({ server: page, path: '/live', perMessageDeflate: false })
  wss.on('connection', socket => socket.on('error', () => {}))
  const deck = attach(wss, {
    id: order.id,
    group: order.group,
    control: { host: '127.0.0.1', port: order.controlPort },
    trust: order.trust,
    journalDir: order.journalDir,
    limits: {
      mode: order.limitsMode,
      connections: order.connectionLimit,
      trustedProxies: ['127.0.0.0/8'],
      clientKey: userOf,
    },
    // Fleets that only observe limits show F20 all the same.
    heartbeat: { destroy: true },
    demo: order.demo,
    onError: error => process.stderr.write(`agent: ${error}\n`),
  })
  const service = await listenOnLoopback(page, order.address, order.port)
  for (const { topic, everyMs, droppable } of PUBLISHED) {
    let published = 0
    setInterval(() => deck.publish(topic, { topic, n: published++ }, { droppable }), everyMs)
  }
  side.report({
    kind: 'ready',
    serviceUrl: `ws://${service}/live`,
    controlUrl: await controlUrlOf(deck),
  })
})
