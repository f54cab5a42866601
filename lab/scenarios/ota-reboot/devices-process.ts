import { WebSocket } from 'ws'
import { runPart } from '../../process/run-part.ts'
import { Pacer } from '../../storm/pacer.ts'
import { MQTT_SUBPROTOCOL, onPackets, sendPacket } from './mqtt-channel.ts'

const RETRY_MS = 1_000
const ALIVE_EVERY_MS = 5_000
const CONNECT_TIMEOUT_MS = 10_000

export type DevicesOrder =
  | { kind: 'start'; url: string; devices: number; perSecond: number }
  /** Power is cut for so many of them; each is back within `withinMs`. */
  | { kind: 'reboot'; devices: number; withinMs: number }
export type DevicesReport =
  | { kind: 'ready' }
  | { kind: 'count'; online: number; attempts: number; refused: number }

const tally = { attempts: 0, refused: 0 }

class Device {
  online = false
  readonly #id: string
  readonly #url: string
  #socket: WebSocket | null = null

  constructor(id: string, url: string) {
    this.#id = id
    this.#url = url
    this.#connect()
    setInterval(() => this.#socket && sendPacket(this.#socket, { cmd: 'pingreq' }), ALIVE_EVERY_MS)
  }

  /**
   * Nothing is said to the broker: its end of the connection stays established while nobody is there any more. The
   * socket is kept and never read, since closing it would be a goodbye.
   */
  reboot(downMs: number): void {
    this.#socket?.removeAllListeners()
    this.#socket?.on('error', () => {})
    this.#socket?.pause()
    this.#socket = null
    this.online = false
    setTimeout(() => this.#connect(), downMs)
  }

  #connect(): void {
    tally.attempts++
    const socket = new WebSocket(this.#url, MQTT_SUBPROTOCOL, {
      perMessageDeflate: false,
      handshakeTimeout: CONNECT_TIMEOUT_MS,
    })
    this.#socket = socket
    onPackets(socket, packet => {
      if (packet.cmd === 'connack') this.online = true
    })
    socket.on('open', () => {
      sendPacket(socket, {
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId: this.#id,
        keepalive: 60,
      })
    })
    socket.on('error', error => {
      if (/Unexpected server response/.test(error.message)) tally.refused++
    })
    socket.on('close', () => {
      this.online = false
      setTimeout(() => this.#connect(), RETRY_MS * (0.5 + Math.random()))
    })
  }
}

const devices: Device[] = []

runPart<DevicesReport, DevicesOrder>((order, side) => {
  if (order.kind === 'reboot') {
    for (const device of devices.slice(0, order.devices)) device.reboot(Math.random() * order.withinMs)
    return
  }
  const pacer = new Pacer(order.perSecond, performance.now())
  const arrivals = setInterval(() => {
    for (let due = pacer.due(performance.now()); due > 0 && devices.length < order.devices; due--) {
      devices.push(new Device(`device-${devices.length}`, order.url))
    }
    if (devices.length >= order.devices) clearInterval(arrivals)
  }, 10)
  setInterval(() => {
    side.report({ kind: 'count', online: devices.filter(device => device.online).length, ...tally })
  }, 200)
  side.report({ kind: 'ready' })
})
