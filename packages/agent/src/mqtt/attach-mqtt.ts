import type { IncomingMessage } from 'node:http'
import type { Server } from 'node:net'
import { assemble } from '../assemble.ts'
import type { AdmissionRate } from '../capacity/admission-queue.ts'
import type { Core } from '../core.ts'
import type { Deck } from '../deck.ts'
import { type Door, type Guest, sessionKey } from '../door.ts'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import type { AttachOptions } from '../options.ts'
import type { Entry } from '../publish/publish-log.ts'
import type { Peer, Session } from '../session/session.ts'
import type { MqttBroker, MqttClient, PreConnect } from './mqtt-broker.ts'

/** F24: a bucket of 200 refilled by 200 every 10 s, at least 10 ms apart; the queue then holds 100. */
const RECONNECT_RATE: AdmissionRate = { perSecond: 20, burst: 200, gapMs: 10 }

export type MqttOptions = Omit<AttachOptions, 'fallback' | 'fallbackOrigins' | 'heartbeat' | 'ticketKey'> & {
  /** The listening server, so that its port's sockets are watched. */
  server?: Server
}

/**
 * Puts an agent into an `aedes` broker. Every CONNECT passes limits, admission (F24) and authentication before the
 * broker answers it; the session is the client id, which the broker itself replaces. Tier 2 stops droppable topics of
 * `deck.publish` and batches the rest; what the broker routes between its clients is theirs.
 */
export function attachMqtt(broker: MqttBroker, options: MqttOptions): Deck {
  return assemble(
    { ...options, heartbeat: false },
    {
      kind: 'mqtt',
      enforces: [1, 2],
      server: options.server ?? null,
      http: null,
      warnings: [],
      rate: RECONNECT_RATE,
      hook: ({ core, door }) => [hookBroker(broker, core, door)],
    },
    () => {},
  )
}

function hookBroker(broker: MqttBroker, core: Core, door: Door): () => void {
  const guests = new WeakMap<MqttClient, Guest>()
  const sessions = new Map<MqttClient, Session>()
  const original = broker.preConnect
  const preConnect: PreConnect = (client, packet, done) => {
    door.knock(requestOf(client), 'websocket', ({ reason, guest }) => {
      if (reason !== null) {
        done(new Error(`refused: ${reason}`), false)
        return
      }
      // The broker destroys an older connection of the same client id before it lets this one in (F27).
      guest.identity ??= { session: packet.clientId || client.id }
      const key = sessionKey(guest)
      const old = key === null ? null : core.pool.holderOf(key)
      if (old) old.closing = 'replaced'
      guests.set(client, guest)
      original.call(broker, client, packet, done)
    })
  }
  const arrived = (client: MqttClient) => {
    const guest = guests.get(client)
    if (!guest) return
    const session = door.sessionFor(guest, 'websocket', peerOf(client))
    sessions.set(client, session)
    core.opened(session)
  }
  const left = (client: MqttClient) => {
    const session = sessions.get(client)
    if (!session) return
    sessions.delete(client)
    core.closed(session, 'client')
  }
  const silent = (client: MqttClient) => {
    const session = sessions.get(client)
    if (!session) return
    session.closing = 'zombie'
    core.totals.zombiesDestroyed++
  }
  // One more session that is the broker itself: what is published goes to it once, and it routes.
  const router = core.routeThrough(new BrokerPeer(broker, core))
  broker.preConnect = preConnect
  broker.on('client', arrived)
  broker.on('clientDisconnect', left)
  broker.on('keepaliveTimeout', silent)
  return () => {
    broker.preConnect = original
    broker.off('client', arrived)
    broker.off('clientDisconnect', left)
    broker.off('keepaliveTimeout', silent)
    router()
  }
}

/** MQTT has no request; over a WebSocket there was one. */
function requestOf({ req, conn }: MqttClient): IncomingMessage {
  return req ?? ({ url: '', headers: {}, socket: conn } as unknown as IncomingMessage)
}

function peerOf(client: MqttClient): Peer {
  return {
    ...ABSENT_PEER,
    get bufferedAmount() {
      return client.conn.writableLength
    },
    close: () => client.close(),
    terminate: () => client.conn.destroy(),
  }
}

class BrokerPeer implements Peer {
  readonly bufferedAmount = 0
  readonly #broker: MqttBroker
  readonly #core: Core

  constructor(broker: MqttBroker, core: Core) {
    this.#broker = broker
    this.#core = core
  }

  publish({ topic, plain }: Entry): void {
    this.#core.totals.messagesOut++
    this.#core.totals.bytesOut += plain.length
    const message = { cmd: 'publish', topic, payload: plain, qos: 0, retain: false, dup: false } as const
    this.#broker.publish(message, error => {
      if (error) this.#core.failed(error)
    })
  }

  deliver(): void {}
  ping(): void {}
  close(): void {}
  terminate(): void {}
}
