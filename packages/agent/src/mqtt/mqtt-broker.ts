import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** What the adapter needs of an `aedes` broker. Described here, so that the package does not depend on one. */
export type MqttBroker = EventEmitter & {
  preConnect: PreConnect
  publish(packet: MqttMessage, done: (error?: Error) => void): void
}

export type PreConnect = (
  client: MqttClient,
  packet: { clientId?: string; keepalive?: number },
  done: (error: Error | null, success: boolean) => void,
) => void

export type MqttClient = {
  readonly id: string
  readonly conn: Duplex
  readonly req?: IncomingMessage | undefined
  close(done?: () => void): void
}

export type MqttMessage = {
  cmd: 'publish'
  topic: string
  payload: string | Buffer
  qos: 0
  retain: false
  dup: false
}
