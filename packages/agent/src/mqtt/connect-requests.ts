import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ConnectPacket, MqttClient } from './mqtt-broker.ts'

/** What a device says of itself when it connects. */
export type MqttConnect = {
  /** Empty: the broker chooses one. */
  clientId: string
  username: string | null
  password: Buffer | null
  /** Its connection: a TLS one knows the certificate of the device. */
  connection: Duplex
  /** Over a WebSocket: the upgrade request. */
  req: IncomingMessage | null
}

/** Gives each CONNECT a request to be admitted by, since admission knows only those, and finds the CONNECT again by it. */
export class ConnectRequests {
  readonly #connects = new WeakMap<IncomingMessage, MqttConnect>()

  /** Over TCP there is none, so that an empty one stands for it. */
  requestOf({ req, conn }: MqttClient, { clientId, username, password }: ConnectPacket): IncomingMessage {
    const request = req ?? ({ url: '', headers: {}, socket: conn } as unknown as IncomingMessage)
    this.#connects.set(request, {
      clientId: clientId ?? '',
      username: username ?? null,
      password: password ?? null,
      connection: conn,
      req: req ?? null,
    })
    return request
  }

  /** Throws where the request did not come from here, which would be an error of the agent. */
  about(req: IncomingMessage): MqttConnect {
    const connect = this.#connects.get(req)
    if (!connect) throw new Error('stormdeck: no CONNECT belongs to this request')
    return connect
  }
}
