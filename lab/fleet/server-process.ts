import { createServer } from 'node:http'
import { attach } from '@stormdeck/agent'
import { WebSocketServer } from 'ws'
import { runPart } from '../process/run-part.ts'
import { PUBLISHED } from './fleet-plan.ts'
import { listenOnLoopback } from './listen-on-loopback.ts'

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
}
export type ServerReport = { kind: 'ready'; serviceUrl: string; controlUrl: string }

const clientVersion = (url: string | undefined) =>
  new URL(url ?? '/', 'http://lab').searchParams.get(CLIENT_VERSION_PARAMETER)

runPart<ServerReport, ServerOrder>(async (order, side) => {
  const server = createServer((_request, response) => response.writeHead(426).end())
  const wss = new WebSocketServer({ server, path: '/live', perMessageDeflate: false })
  wss.on('connection', socket => socket.on('error', () => {}))
  const deck = attach(wss, {})
  const service = await listenOnLoopback(server, order.address, order.port)
  for (const { topic, everyMs, droppable } of PUBLISHED) {
    let published = 0
    setInterval(() => deck.publish(topic, { topic, n: published++ }, { droppable }), everyMs)
  }
  side.report({ kind: 'ready', serviceUrl: `ws://${service}/live`, controlUrl: '' })
})
