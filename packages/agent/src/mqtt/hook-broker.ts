import type { RejectReason } from '@stormdeck/protocol'
import type { Admission, Decided, Newcomer } from '../admission.ts'
import type { Core } from '../core.ts'
import { ABSENT_PEER } from '../fallback/stream-peer.ts'
import type { Message } from '../publish/message.ts'
import { type Peer, Session } from '../session/session.ts'
import { bytesOf } from '../ws/guarded-web-socket.ts'
import type { ConnectRequests } from './connect-requests.ts'
import type { KeepAlives } from './keep-alives.ts'
import type { Connack, ConnectPacket, MqttBroker, MqttClient, MqttPacket, PreConnect } from './mqtt-broker.ts'

export type BrokerParts = {
  broker: MqttBroker
  core: Core
  admission: Admission
  requests: ConnectRequests
  keepAlives: KeepAlives<MqttClient>
}

/** Signs of life of a device, each with the client last among what the broker says of it. */
const SIGNS_OF_LIFE = ['ping', 'ack', 'subscribe', 'unsubscribe'] as const

/** Puts the agent into a broker: before it answers a CONNECT, and where it forwards messages. @returns takes it out */
export function hookBroker({ broker, core, admission, requests, keepAlives }: BrokerParts): () => void {
  const newcomers = new WeakMap<MqttClient, { newcomer: Newcomer; keepAliveMs: number | null }>()
  const sessions = new Map<MqttClient, Session>()
  const preConnect = hookPreConnect(broker, core, admission, requests, newcomers)
  const forward = hookForward(broker, core)
  const register = hookRegister(broker, sessions)
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
    const known = newcomers.get(client)
    if (!known) return
    // The broker authenticates after the admission: others may have come in meanwhile.
    if (admission.refusalNow(known.newcomer, 'websocket') !== null) {
      client.close()
      return
    }
    const session = admission.sessionFor(known.newcomer, 'websocket', peerOf(client))
    core.opened(session)
    begin(client, session, known.keepAliveMs)
  })
  on('clientDisconnect', (client: MqttClient) => {
    const session = sessions.get(client)
    sessions.delete(client)
    keepAlives.forget(client)
    if (session) core.closed(session, client._disconnected === false ? 'abnormal' : 'client')
  })
  on('connackSent', ({ returnCode }: Connack, client: MqttClient) => {
    if (returnCode !== 0 && newcomers.has(client)) core.rejected(refusalOf(returnCode), core.now())
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
    register()
    for (const off of offs) off()
    router()
  }
}

function hookPreConnect(
  broker: MqttBroker,
  core: Core,
  admission: Admission,
  requests: ConnectRequests,
  newcomers: WeakMap<MqttClient, { newcomer: Newcomer; keepAliveMs: number | null }>,
): () => void {
  const original = broker.preConnect
  const preConnect: PreConnect = (client, packet, done) => {
    if (core.detached) {
      original.call(broker, client, packet, done)
      return
    }
    // Without a client id the broker draws one later: nobody can come again under it.
    const named = packet.clientId ? { session: packet.clientId } : null
    const decided: Decided = ({ reason, newcomer }) => {
      if (reason !== null) {
        done(new Error(`refused: ${reason}`), false)
        return
      }
      newcomers.set(client, { newcomer, keepAliveMs: promisedMs(packet) })
      original.call(broker, client, packet, (error, success) => {
        if (error || !success) core.rejected('bad-request', core.now())
        done(error, success)
      })
    }
    admission.request(requests.requestOf(client, packet), 'websocket', decided, named)
  }
  broker.preConnect = preConnect
  return () => {
    // Somebody else may have wrapped it since; what is left of ours then only passes on.
    if (broker.preConnect === preConnect) broker.preConnect = original
  }
}

/** The broker closes an older connection of the same client id when the new one has got in, and not before (F27). */
function hookRegister(broker: MqttBroker, sessions: ReadonlyMap<MqttClient, Session>): () => void {
  const original = broker.registerClient
  if (!original) return () => {}
  const hadOwn = Object.hasOwn(broker, 'registerClient')
  const register = (client: MqttClient) => {
    const old = broker.clients[client.id]
    const session = old && !old.closed ? sessions.get(old) : undefined
    if (session) session.closing ??= 'replaced'
    original.call(broker, client)
  }
  broker.registerClient = register
  return () => {
    if (broker.registerClient !== register) return
    if (hadOwn) broker.registerClient = original
    else delete broker.registerClient
  }
}

/** Every message to every subscriber is asked about once before it is written. */
function hookForward(broker: MqttBroker, core: Core): () => void {
  const original = broker.authorizeForward
  const forward: MqttBroker['authorizeForward'] = (client, packet) => {
    const forwarded = original.call(broker, client, packet)
    if (forwarded && !core.detached) {
      core.totals.messagesOut++
      core.totals.bytesOut += bytesOf(forwarded.payload)
    }
    return forwarded
  }
  broker.authorizeForward = forward
  return () => {
    if (broker.authorizeForward === forward) broker.authorizeForward = original
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
    publish({ topic, plain }: Message) {
      const message = { cmd: 'publish', topic, payload: plain, qos: 0, retain: false, dup: false } as const
      broker.publish(message, error => {
        if (error) core.failed(error)
      })
    },
  }
}

/** MQTT 3.1.1, table 3.1: 3 is "server unavailable", 4 and 5 are about name, password and rights. */
function refusalOf(returnCode: number): RejectReason {
  if (returnCode === 3) return 'auth-unavailable'
  return returnCode === 4 || returnCode === 5 ? 'auth-failed' : 'bad-request'
}

const promisedMs = ({ keepalive }: ConnectPacket) => (keepalive ? keepalive * 1_000 : null)

/** Of a device that was connected before the agent came. */
function keepAliveOf({ _keepaliveInterval: graceMs }: MqttClient): number | null {
  return graceMs === undefined || graceMs <= 0 ? null : Math.floor(graceMs / 1.5)
}
