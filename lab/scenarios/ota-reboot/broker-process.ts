import { createServer } from 'node:http'
import { attach } from '@stormdeck/agent'
import { type WebSocket, WebSocketServer } from 'ws'
import { controlUrlOf } from '../../control/control-url-of.ts'
import { listenOnLoopback } from '../../fleet/listen-on-loopback.ts'
import { runPart } from '../../process/run-part.ts'
import { MQTT_SUBPROTOCOL, onPackets, sendPacket } from './mqtt-channel.ts'

export type BrokerOrder = {
  kind: 'start'
  /** Destroys the old connection of a client id before the new one takes its place. */
  destroysOld: boolean
  /** Ping interval and deadline; `null`: nobody looks whether a device still lives. */
  keepAliveMs: number | null
  /** Reconnects admitted a second; `null`: all at once. */
  admitsPerSecond: number | null
  connectionLimit: number
  journalDir: string
}
export type BrokerReport =
  | { kind: 'ready'; serviceUrl: string; controlUrl: string }
  | { kind: 'devices'; known: number; sockets: number }

/** A broker that knows CONNECT, PINGREQ and the id of each device: all that a reboot needs. */
runPart<BrokerReport, BrokerOrder>(async (order, side) => {
  const server = createServer((_request, response) => response.writeHead(404).end())
  const wss = new WebSocketServer({
    server,
    perMessageDeflate: false,
    handleProtocols: offered => (offered.has(MQTT_SUBPROTOCOL) ? MQTT_SUBPROTOCOL : false),
  })
  const devices = new Map<string, WebSocket>()
  wss.on('connection', socket => {
    let id: string | null = null
    socket.on('error', () => {})
    socket.on('close', () => {
      if (id !== null && devices.get(id) === socket) devices.delete(id)
    })
    onPackets(socket, packet => {
      if (packet.cmd === 'pingreq') return sendPacket(socket, { cmd: 'pingresp' })
      if (packet.cmd !== 'connect') return
      id = packet.clientId
      if (order.destroysOld) devices.get(id)?.terminate()
      devices.set(id, socket)
      sendPacket(socket, { cmd: 'connack', returnCode: 0, sessionPresent: false })
    })
  })
  const { keepAliveMs, admitsPerSecond } = order
  const deck = attach(wss, {
    id: 'broker-1',
    group: 'lab',
    control: { host: '127.0.0.1', port: 0 },
    journalDir: order.journalDir,
    heartbeat:
      keepAliveMs === null
        ? false
        : {
            pingIntervalMs: keepAliveMs,
            pongDeadlineMs: keepAliveMs,
            tickMs: Math.min(1_000, keepAliveMs / 4),
            destroy: true,
          },
    limits: {
      mode: admitsPerSecond === null ? 'observe' : 'enforce',
      connections: order.connectionLimit,
      perAddress: order.connectionLimit,
    },
    ...(admitsPerSecond === null ? {} : { acceptsPerSecond: admitsPerSecond }),
  })
  const service = await listenOnLoopback(server, 1)
  setInterval(() => side.report({ kind: 'devices', known: devices.size, sockets: wss.clients.size }), 200)
  side.report({ kind: 'ready', serviceUrl: `ws://${service}/mqtt`, controlUrl: await controlUrlOf(deck) })
})
