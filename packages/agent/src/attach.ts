import type { Server } from 'node:http'
import type { Tier } from '@stormdeck/protocol'
import type { WebSocketServer } from 'ws'
import { AuthGate } from './auth/auth-gate.ts'
import { Breakers } from './auth/breakers.ts'
import { Flow } from './capacity/flow.ts'
import { linkToPrimary } from './cluster/worker-link.ts'
import { controlRoutes } from './control/control-routes.ts'
import { checkExposure, startControlServer } from './control/control-server.ts'
import { Core } from './core.ts'
import type { Deck } from './deck.ts'
import { Door } from './door.ts'
import { createFallbackHandler } from './fallback/fallback-handler.ts'
import { mountHandler } from './fallback/mount-handler.ts'
import { PollDesk } from './fallback/poll-desk.ts'
import { helloFrame } from './hello.ts'
import { proxyList } from './limits/address-of.ts'
import { Metrics } from './metrics/metrics.ts'
import { closeSources, openSources } from './observe/open-sources.ts'
import { type AttachOptions, settingsOf } from './options.ts'
import { agentMetrics, agentSource } from './status/agent-source.ts'
import { buildStatus } from './status/build-status.ts'
import { LongPoll } from './status/long-poll.ts'
import { startTicker } from './ticker.ts'
import { openJournalOrNot } from './tier/journal-file.ts'
import { trustedKeys } from './tier/verify-set.ts'
import { UnfinishedHandshakes } from './ws/unfinished-handshakes.ts'
import { hookWebSocketServer, httpServerOf } from './ws/ws-adapter.ts'
import { wsWarnings } from './ws/ws-warnings.ts'

const attached = new WeakMap<WebSocketServer, Deck>()

/**
 * Puts an agent into a `ws` server, running or not. Wrong options throw a sentence before anything is touched; after
 * that nothing the agent does can break its host. Attaching twice answers the deck that is there.
 */
export function attach(wss: WebSocketServer, options: AttachOptions): Deck {
  const present = attached.get(wss)
  if (present) {
    options.onError?.(new Error('stormdeck: an agent is attached to this server already'))
    return present
  }
  const deck = build(wss, options, () => attached.delete(wss))
  attached.set(wss, deck)
  return deck
}

function build(wss: WebSocketServer, options: AttachOptions, onClose: () => void): Deck {
  const settings = settingsOf(options)
  const listener = typeof options.control === 'object' ? options.control : null
  const insecure = listener ? checkExposure(listener) : false
  const proxies = options.limits?.trustedProxies?.length ? proxyList(options.limits.trustedProxies) : null
  const keys = trustedKeys(options.trust ?? [])
  const server = httpServerOf(wss)
  const { clock } = settings
  const flow = new Flow({
    group: settings.group,
    acceptsPerSecond: options.acceptsPerSecond ?? null,
    ticketKey: options.ticketKey ?? null,
    wall: clock.wall,
  })
  const disk = openJournalOrNot(options.journalDir, settings.onError)
  const core = new Core({
    settings,
    flow,
    enforces: enforcedTiers(options, server !== null),
    tier: { keys, disk },
  })
  const auth = options.authenticate
    ? new AuthGate({
        authenticate: options.authenticate,
        tokenOf: options.tokenOf,
        totals: core.totals,
        now: clock.now,
      })
    : null
  const door = new Door({ core, options, proxies, auth })
  const desk = new PollDesk(core, door, auth)
  const handle = createFallbackHandler(core, door, desk, options.fallbackOrigins ?? null)

  const handshakes = server && new UnfinishedHandshakes(server)
  const sources = openSources({
    core,
    auth,
    breakers: new Breakers(),
    unfinishedHandshakes: () => handshakes?.count ?? null,
    adapter: 'ws',
    adapterWarnings: wsWarnings(wss),
    insecure,
  })
  const metrics = new Metrics(() => agentMetrics(sources))
  const longPoll = new LongPoll()
  const primary = options.control === 'primary' ? linkToPrimary(sources) : null
  core.onDuration = durationMs => (primary ? primary.ended(durationMs) : metrics.observeDuration(durationMs))
  core.onUrgent = () => longPoll.urgent(core.now())
  core.onTold = session => session.peer.deliver(helloFrame(core, session))
  core.onDrain = session => {
    const ticket =
      session.key === null ? null : (flow.tickets?.issue(session.key, 0, core.windowMs()) ?? null)
    if (session.announced) session.peer.deliver(helloFrame(core, session, ticket))
  }
  const undo = [
    startTicker(sources, longPoll, desk, () => listeningPorts(server)),
    hookWebSocketServer(wss, core, door),
    server && (options.fallback ?? 'server') === 'server' ? mountHandler(server, handle) : null,
    handshakes && (() => handshakes.close()),
    primary && (() => primary.close()),
  ]
  const control =
    listener &&
    startControlServer(listener, controlRoutes(agentSource(sources), metrics, longPoll), error =>
      core.failed(error),
    )

  let closing: Promise<void> | null = null
  const close = async () => {
    onClose()
    for (const step of undo) step?.()
    longPoll.close(core.now())
    desk.close()
    core.detach()
    await control?.close()
    core.tier.close()
    closeSources(sources)
  }
  return {
    control,
    handle,
    publish(topic, payload, { droppable = false } = {}) {
      try {
        core.publish(topic, payload, droppable)
      } catch (error) {
        core.failed(error)
      }
    },
    guard: (name, call) => sources.breakers.guard(name, call),
    status: () => buildStatus(sources, 0),
    close() {
      closing ??= close()
      return closing
    },
  }
}

/** 1 and 2 on the sockets themselves; 3 to 5 where there is somewhere to serve them. */
function enforcedTiers({ fallback = 'server' }: AttachOptions, hasServer: boolean): readonly Tier[] {
  const served = fallback === 'handler' || (fallback === 'server' && hasServer)
  return served ? [1, 2, 3, 4, 5] : [1, 2]
}

function listeningPorts(server: Server | null): ReadonlySet<number> {
  const address = server?.address()
  return new Set(typeof address === 'object' && address ? [address.port] : [])
}
