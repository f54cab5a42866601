import type { Core } from '../core.ts'
import { type Door, type Guest, sessionKey } from '../door.ts'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import type { Entry } from '../publish/publish-log.ts'
import { type Peer, Session } from '../session/session.ts'
import { bytesOf } from '../ws/guarded-web-socket.ts'
import type { ConnectRequests } from './connect-requests.ts'
import type { KeepAlives } from './keep-alives.ts'
import type { ConnectPacket, MqttBroker, MqttClient, MqttPacket, PreConnect } from './mqtt-broker.ts'

export type BrokerParts = {
  broker: MqttBroker
  core: Core
  door: Door
  requests: ConnectRequests
  keepAlives: KeepAlives<MqttClient>
}

/** Signs of life of a device, each with the client last among what the broker says of it. */
const SIGNS_OF_LIFE = ['ping', 'ack', 'subscribe', 'unsubscribe'] as const

/** Puts the agent into a broker: before it answers a CONNECT, and where it forwards messages. @returns takes it out */
export function hookBroker({ broker, core, door, requests, keepAlives }: BrokerParts): () => void {
  const guests = new WeakMap<MqttClient, { guest: Guest; keepAliveMs: number | null }>()
  const sessions = new Map<MqttClient, Session>()
  const preConnect = hookPreConnect(broker, core, door, requests, guests)
  const forward = hookForward(broker, core)
  const begin = (client: MqttClient, session: Session, keepAliveMs: number | null) => {
    sessions.set(client, session)
    keepAlives.watch(client, keepAliveMs, core.now())
  }
  const offs: (() => void)[] = []
  const on = (name: string, listener: Parameters<MqttBroker['on']>[1]) => {
    broker.on(name, listener)
    offs.push(() => broker.off(name, listener))
  }
  on('client', (client: MqttClient) => {
    const known = guests.get(client)
    if (!known) return
    const session = door.sessionFor(known.guest, 'websocket', peerOf(client))
    core.opened(session)
    begin(client, session, known.keepAliveMs)
  })
  on('clientDisconnect', (client: MqttClient) => {
    const session = sessions.get(client)
    sessions.delete(client)
    keepAlives.forget(client)
    if (session) core.closed(session, 'client')
  })
  on('keepaliveTimeout', (client: MqttClient) => {
    const session = sessions.get(client)
    if (!session) return
    session.closing = 'zombie'
    core.totals.zombiesDestroyed++
  })
  on('publish', (packet: MqttPacket, client: MqttClient | null) => {
    if (!client || !sessions.has(client)) return
    core.totals.messagesIn++
    core.totals.bytesIn += bytesOf(packet.payload)
    keepAlives.heard(client, core.now())
  })
  for (const name of SIGNS_OF_LIFE) {
    on(name, (_packet: unknown, client: MqttClient | null) => {
      if (client) keepAlives.heard(client, core.now())
    })
  }
  // One more session that is the broker itself: what is published goes to it once, and it routes.
  const router = core.routeThrough(brokerPeer(broker, core))
  for (const client of Object.values(broker.clients)) {
    const session = new Session('websocket', peerOf(client), core.now())
    core.adopt(session)
    begin(client, session, keepAliveOf(client))
  }
  return () => {
    preConnect()
    forward()
    for (const off of offs) off()
    router()
  }
}

function hookPreConnect(
  broker: MqttBroker,
  core: Core,
  door: Door,
  requests: ConnectRequests,
  guests: WeakMap<MqttClient, { guest: Guest; keepAliveMs: number | null }>,
): () => void {
  const original = broker.preConnect
  const preConnect: PreConnect = (client, packet, done) => {
    door.knock(requests.requestOf(client, packet), 'websocket', ({ reason, guest }) => {
      if (reason !== null) {
        done(new Error(`refused: ${reason}`), false)
        return
      }
      // Without a client id the broker draws one later: nobody can come again under it.
      if (packet.clientId) guest.identity ??= { session: packet.clientId }
      guests.set(client, { guest, keepAliveMs: promisedMs(packet) })
      original.call(broker, client, packet, (error, success) => {
        // The broker destroys an older connection of the same client id before it lets this one in (F27).
        const key = success ? sessionKey(guest) : null
        const old = key === null ? null : core.pool.holderOf(key)
        if (old) old.closing = 'replaced'
        done(error, success)
      })
    })
  }
  broker.preConnect = preConnect
  return () => {
    broker.preConnect = original
  }
}

/** Every message to every subscriber is asked about once before it is written. */
function hookForward(broker: MqttBroker, core: Core): () => void {
  const original = broker.authorizeForward
  broker.authorizeForward = (client, packet) => {
    const forwarded = original.call(broker, client, packet)
    if (forwarded) {
      core.totals.messagesOut++
      core.totals.bytesOut += bytesOf(forwarded.payload)
    }
    return forwarded
  }
  return () => {
    broker.authorizeForward = original
  }
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

function brokerPeer(broker: MqttBroker, core: Core): Peer {
  return {
    ...ABSENT_PEER,
    publish({ topic, plain }: Entry) {
      const message = { cmd: 'publish', topic, payload: plain, qos: 0, retain: false, dup: false } as const
      broker.publish(message, error => {
        if (error) core.failed(error)
      })
    },
  }
}

const promisedMs = ({ keepalive }: ConnectPacket) => (keepalive ? keepalive * 1_000 : null)

/** Of a device that was connected before the agent came. */
function keepAliveOf({ _keepaliveInterval: graceMs }: MqttClient): number | null {
  return graceMs === undefined || graceMs <= 0 ? null : Math.floor(graceMs / 1.5)
}
