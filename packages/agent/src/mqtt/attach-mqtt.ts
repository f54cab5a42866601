import type { IncomingMessage } from 'node:http'
import type { Server } from 'node:net'
import { assemble } from '../assemble.ts'
import { attachOnce } from '../attach-once.ts'
import type { AdmissionRate } from '../capacity/admission-queue.ts'
import type { Deck } from '../deck.ts'
import type { AttachOptions, Identity } from '../options.ts'
import { ConnectRequests, type MqttConnect } from './connect-requests.ts'
import { hookBroker } from './hook-broker.ts'
import { KeepAlives } from './keep-alives.ts'
import type { MqttBroker, MqttClient } from './mqtt-broker.ts'

/** F24: a bucket of 200 refilled by 200 every 10 s; the queue then holds 100. */
const RECONNECTS_PER_SECOND = 20
const BUCKET_SECONDS = 10
/** F24: at least so far apart, where the rate does not need them closer. */
const GAP_MS = 10

/** F24, or the same for a broker that is known to take more or less: a bucket of 10 s of its rate. */
export function reconnectRate(perSecond = RECONNECTS_PER_SECOND): AdmissionRate {
  return { perSecond, burst: perSecond * BUCKET_SECONDS, gapMs: Math.min(GAP_MS, 1_000 / perSecond) }
}

type NotOfMqtt =
  | 'dropAtTcp'
  | 'fallback'
  | 'fallbackOrigins'
  | 'heartbeat'
  | 'ticketKey'
  | 'authenticate'
  | 'tokenOf'
  | 'clientVersion'
  | 'limits'

export type MqttOptions = Omit<AttachOptions, NotOfMqtt> & {
  /** The listening server, so that its port's sockets are watched. */
  server?: Server
  /** `null` refuses the device. Called once per session, before the broker's own `authenticate`. */
  authenticate?: (connect: MqttConnect) => Promise<Identity | null>
  /** What is remembered of a device for 300 s (F25); without it client id, name and password together. */
  tokenOf?: (connect: MqttConnect) => string | null
  /** The version of its firmware, where the device says it. */
  clientVersion?: (connect: MqttConnect) => string | null
  limits?: Omit<NonNullable<AttachOptions['limits']>, 'clientKey'> & {
    /** The client a device belongs to, for the limit per client. */
    clientKey?: (connect: MqttConnect) => string | null
  }
}

/**
 * Puts an agent into an `aedes` broker. Every CONNECT passes limits, admission (F24) and authentication before the
 * broker answers it; the session is the client id, which the broker itself replaces. Tier 2 stops droppable topics of
 * `deck.publish` and batches the rest; what the broker routes between its clients is theirs.
 */
export function attachMqtt(broker: MqttBroker, options: MqttOptions): Deck {
  const requests = new ConnectRequests()
  const keepAlives = new KeepAlives<MqttClient>()
  let now = () => 0
  return attachOnce(broker, options, closed =>
    assemble(
      { ...attachOptionsOf(options, requests), heartbeat: false },
      {
        kind: 'mqtt',
        enforces: [1, 2],
        server: options.server ?? null,
        http: null,
        warnings: () => [],
        rate: reconnectRate(options.acceptsPerSecond),
        ownPings: () => keepAlives.read(now()),
        routesItself: true,
        hook: ({ core, admission }) => {
          now = () => core.now()
          return [hookBroker({ broker, core, admission, requests, keepAlives })]
        },
      },
      closed,
    ),
  )
}

/** The application's questions about a CONNECT, asked about the request that stands for it. */
function attachOptionsOf(
  { authenticate, tokenOf = ownToken, clientVersion, limits, server: _server, ...rest }: MqttOptions,
  requests: ConnectRequests,
): AttachOptions {
  const { clientKey, ...numbers } = limits ?? {}
  const about = (req: IncomingMessage) => requests.about(req)
  return {
    ...rest,
    tokenOf: req => tokenOf(about(req)),
    ...(authenticate && { authenticate: req => authenticate(about(req)) }),
    ...(clientVersion && { clientVersion: req => clientVersion(about(req)) }),
    limits: { ...numbers, ...(clientKey && { clientKey: req => clientKey(about(req)) }) },
  }
}

/** Without a password there is nothing that only this device knows. */
function ownToken({ clientId, username, password }: MqttConnect): string | null {
  return password === null ? null : JSON.stringify([clientId, username, password.toString('base64')])
}
