import type { IncomingMessage } from 'node:http'
import { NAME_PATTERN } from '@stormdeck/protocol'
import { type Clock, systemClock } from './clock/clock.ts'
import { CannotListen } from './control/keep-listening.ts'
import { LIMIT_SETTINGS, type LimitSettings } from './limits/limits.ts'
import { HEARTBEAT_TIMES, type HeartbeatTimes } from './session/heartbeat.ts'
import type { TrustedKey } from './tier/verify-set.ts'

/** Who a request comes from, as the application's own authentication says. */
export type Identity = {
  /** Replaced when it connects again (F27). Authenticated, so that nobody can name another's. */
  session: string
  /** Limited (F10). Several sessions may belong to one client. */
  client?: string
  /** Topics this session may receive; absent: all. */
  topics?: readonly string[]
}

/** The agent's own HTTP listener. Loopback unless told otherwise. */
export type ControlOptions = {
  /** 0: any free port; `deck.control.address` tells which. Never shared with another worker of a cluster. */
  port: number
  /** In a worker of a cluster without `attachPrimary`: this worker is a node, with `id` and `port` of its own. */
  perWorker?: boolean
  host?: string
  /** When set, reading needs `Authorization: Bearer …`. */
  readToken?: string
  /** When set, ordering needs this one, besides the signature that it needs always. */
  writeToken?: string
  /** Names in the Host header that are answered, besides loopback ones and the host itself. */
  hosts?: readonly string[]
  tls?: { key: string | Buffer; cert: string | Buffer }
  /** Allows listening beyond loopback without TLS. Shown on every screen. */
  insecure?: boolean
}

export type AttachOptions = {
  /** Name of this node: letters, digits, dot, dash, underscore. */
  id: string
  group: string
  /** `false`: none. `'primary'`: in a worker of `node:cluster` whose primary called `attachPrimary`. */
  control?: ControlOptions | 'primary' | false
  /**
   * In a worker of a cluster: requests of one client always reach the same worker (e.g. by its address). Without it
   * polls of one client are spread over workers that do not know each other's, so that tiers 4 and 5 are not enforced.
   */
  sticky?: boolean
  /** Keys that orders are accepted from. */
  trust?: readonly TrustedKey[]
  /** Folder of the durable lease journal. Without it orders apply, and are reported as not durable. */
  journalDir?: string
  limits?: Partial<LimitSettings> & {
    /**
     * Addresses, networks, and `unix` for a proxy that comes over a Unix domain socket: their X-Forwarded-For is believed.
     * Without `unix` nobody has an address there, and the limit per address rests.
     */
    trustedProxies?: readonly string[]
    /** The client a request belongs to, for the limit per client. Without it (and without `authenticate`) that limit rests. */
    clientKey?: (req: IncomingMessage) => string | null
  }
  /**
   * `ws` only: when refusals come faster than half of what this node can accept, connections that no newcomer could be let in
   * on (full, restarting, tier 3 and above) are reset at TCP, before TLS and HTTP. Needs `limits.mode: 'enforce'` and a
   * listener that serves nothing but upgrades to this server. Who is reset hears no reason and no window.
   */
  dropAtTcp?: boolean
  /**
   * Pings, and what becomes of those who do not answer: with `limits.mode: 'enforce'`, or `destroy: true` here, their
   * connections are destroyed (F20); else they are counted as zombies. `false`: no pings.
   */
  heartbeat?: Partial<HeartbeatTimes> | false
  /** Sessions a second this node (of a cluster: this worker) can accept, where that is known; else it is measured. */
  acceptsPerSecond?: number
  /** Secret shared by the nodes of a group: lets clients return at the time they were given on any of them. */
  ticketKey?: string | Buffer
  /**
   * What stands in for a socket at tiers 3 to 5. `server` (default): answered on the HTTP server of the sockets,
   * before the application's own listener sees `/stormdeck/…`. `handler`: the application passes requests to
   * `deck.handle`. `off`: tiers 3 to 5 cannot be ordered.
   */
  fallback?: 'server' | 'handler' | 'off'
  /**
   * Origins that may use the fallback from a page elsewhere (CORS), those listed by name with their cookies; `*` for all,
   * without cookies. Absent: same origin only.
   */
  fallbackOrigins?: readonly string[] | '*'
  /**
   * `null` refuses with 401, and so do an error whose `status` or `statusCode` is 401 or 403, and whatever is no
   * {@link Identity}, which is reported. Any other error says that what it asks is down: the client is refused as
   * unavailable, and five in a row open the circuit breaker for everybody who is not remembered (F26). Libraries that throw
   * on a bad token (`jwt.verify` does) have to be caught here, or strangers open it. Called once per session, on every
   * transport; its answer is remembered (`tokenOf`), for a socket as for what stands in for it.
   */
  authenticate?: (req: IncomingMessage) => Promise<Identity | null>
  /**
   * What a bearer is remembered by for 300 s (F25); `null`: not at all. Without it everything that usually says who it is:
   * bearer token or Authorization, cookies, Origin, subprotocols, and the query but for the agent's own parameters; who
   * comes with neither token, Authorization nor cookie is not remembered. It is needed where `authenticate` looks at
   * anything else, e.g. the path, another header, the address or a client certificate, and then has to contain all that
   * `authenticate` looks at. It is worth having where cookies or the query change between two requests of one client, or a
   * token comes in the query alone.
   */
  tokenOf?: (req: IncomingMessage) => string | null
  /** What the connection is known to, e.g. its application version, where it does not say so itself. */
  clientVersion?: (req: IncomingMessage) => string | null
  /** Marks the node as part of a demonstration. */
  demo?: boolean
  clock?: Clock
  random?: () => number
  /**
   * Told of everything that went wrong inside the agent; the host never is. Without it a control port that cannot be listened
   * on is a warning of the process (`process.emitWarning`), and the rest is counted.
   */
  onError?: (error: unknown) => void
}

export type Settings = Required<Pick<AttachOptions, 'id' | 'group' | 'clock' | 'random' | 'demo'>> & {
  limits: LimitSettings
  /** Somebody says which client a request belongs to; else the limit per client rests. */
  namesClients: boolean
  heartbeat: HeartbeatTimes | null
  onError: (error: unknown) => void
}

/** Fills in the defaults. Throws a sentence on what cannot work, before anything is touched. */
export function settingsOf(options: AttachOptions): Settings {
  for (const name of ['id', 'group'] as const) {
    if (!NAME_PATTERN.test(options[name] ?? '')) {
      throw new TypeError(`stormdeck: ${name} must be 1 to 63 letters, digits, dots, dashes or underscores`)
    }
  }
  const limits = { ...LIMIT_SETTINGS, ...withoutUndefined(options.limits ?? {}) }
  for (const name of ['connections', 'perClient', 'perAddress'] as const) {
    if (!(limits[name] >= 1)) throw new TypeError(`stormdeck: limits.${name} must be at least 1`)
  }
  if (limits.mode !== 'observe' && limits.mode !== 'enforce')
    throw new TypeError("stormdeck: limits.mode must be 'observe' or 'enforce'")
  const { acceptsPerSecond } = options
  if (acceptsPerSecond !== undefined && !(acceptsPerSecond >= 1 && Number.isFinite(acceptsPerSecond)))
    throw new TypeError('stormdeck: acceptsPerSecond must be a number of at least 1')
  return {
    id: options.id,
    group: options.group,
    clock: options.clock ?? systemClock(),
    random: options.random ?? Math.random,
    demo: options.demo ?? false,
    limits,
    namesClients: options.limits?.clientKey !== undefined || options.authenticate !== undefined,
    heartbeat:
      options.heartbeat === false
        ? null
        : {
            ...HEARTBEAT_TIMES,
            // Until limits are enforced the agent changes nothing that a client can see.
            destroy: limits.mode === 'enforce',
            ...withoutUndefined(options.heartbeat ?? {}),
          },
    onError: safely(options.onError ?? warnOfBlindness),
  }
}

function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}

/** Where nobody hears of errors: the one that nothing on any screen would show. */
function warnOfBlindness(error: unknown): void {
  if (error instanceof CannotListen) process.emitWarning(error.message, 'StormdeckWarning')
}

/** The application's error handler may throw as well. */
export function safely(report: (error: unknown) => void): (error: unknown) => void {
  return error => {
    try {
      report(error)
    } catch {
      // There is nobody left to tell.
    }
  }
}
