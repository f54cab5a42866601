import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** What the adapter needs of an `aedes` broker. Described here, so that the package does not depend on one. */
export type MqttBroker = EventEmitter & {
  preConnect: PreConnect
  /** Asked before every message to every subscriber; `null` keeps it back. */
  authorizeForward: (client: MqttClient, packet: MqttPacket) => MqttPacket | null
  /** Connected now, by client id. */
  readonly clients: Readonly<Record<string, MqttClient>>
  /** Of `aedes`, not documented: puts a client that got in into `clients`, and closes the one that it replaces. */
  registerClient?: (client: MqttClient) => void
  publish(packet: MqttMessage, done: (error?: Error) => void): void
}

export type PreConnect = (
  client: MqttClient,
  packet: ConnectPacket,
  done: (error: Error | null, success: boolean) => void,
) => void

export type ConnectPacket = {
  clientId?: string
  /** Seconds; 0: none. */
  keepalive?: number
  username?: string
  password?: Buffer
}

export type MqttClient = {
  readonly id: string
  readonly conn: Duplex
  readonly req?: IncomingMessage | undefined
  /** 1.5 × keep-alive, ms; below 0: none. */
  readonly _keepaliveInterval?: number
  /** It said goodbye (DISCONNECT). */
  readonly _disconnected?: boolean
  readonly closed?: boolean
  close(done?: () => void): void
}

export type Connack = { returnCode: number }

export type MqttPacket = { topic?: string; payload?: string | Buffer }

export type MqttMessage = {
  cmd: 'publish'
  topic: string
  payload: string | Buffer
  qos: 0
  retain: false
  dup: false
}
