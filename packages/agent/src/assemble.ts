import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AgentStatus, Tier } from '@stormdeck/protocol'
import { Admission } from './admission.ts'
import { AuthGate } from './auth/auth-gate.ts'
import { Breakers } from './auth/breakers.ts'
import { AdmissionQueue, type AdmissionRate } from './capacity/admission-queue.ts'
import { Flow } from './capacity/flow.ts'
import { loneWorkerWarning } from './cluster/lone-worker.ts'
import { linkToPrimary } from './cluster/worker-link.ts'
import { controlRoutes } from './control/control-routes.ts'
import { checkExposure, startControlServer } from './control/control-server.ts'
import { Core } from './core.ts'
import type { Deck } from './deck.ts'
import { createFallbackHandler, type FallbackHandler } from './fallback/fallback-handler.ts'
import { LeavingHost } from './fallback/leaving-host.ts'
import { PollSessions } from './fallback/poll-sessions.ts'
import { helloFrame } from './hello.ts'
import { proxyList } from './limits/address-of.ts'
import { Metrics } from './metrics/metrics.ts'
import { closeSources, openSources } from './observe/open-sources.ts'
import { type AttachOptions, type Settings, settingsOf } from './options.ts'
import { agentMetrics, agentSource } from './status/agent-source.ts'
import { buildStatus } from './status/build-status.ts'
import { LongPoll } from './status/long-poll.ts'
import type { OwnPings, StatusSources } from './status/status-sources.ts'
import { startTicker } from './ticker.ts'
import { openJournalOrNot } from './tier/journal-file.ts'
import { trustedKeys } from './tier/verify-set.ts'
import { TcpDrop } from './ws/tcp-drop.ts'
import { UnfinishedHandshakes } from './ws/unfinished-handshakes.ts'

type Listening = { address(): AddressInfo | string | null }

/** What an adapter brings: everything else is the same for all of them. */
export type Adapter = {
  kind: StatusSources['adapter']
  enforces: readonly Tier[]
  /** Whose ports are watched; `null`: not known. */
  server: Listening | null
  /** What a person should put right in the server's own options, or in what is seen of it. */
  warnings: () => AgentStatus['warnings']
  /** Where pings are not the agent's but the server's own: what they promise, and how many do not answer. */
  ownPings?: () => OwnPings
  /** The application's frames cannot be told from those that the server routes. */
  routesItself?: boolean
  /** Where handshakes are HTTP requests of `server`. */
  http: Server | null
  /** The server serves nothing but upgrades, and what is refused may be dropped at TCP. */
  dropsAtTcp?: boolean
  /** The rate that arrivals are let in at, where it is not measured. */
  rate?: AdmissionRate
  /** Puts the agent in between; returns what takes it out. */
  hook(parts: { core: Core; admission: Admission; handle: FallbackHandler }): (() => void)[]
}

/** Builds an agent around an adapter. Throws a sentence on wrong options, before the adapter is hooked in. */
export function assemble(options: AttachOptions, adapter: Adapter, onClose: () => void): Deck {
  const settings = settingsOf(options)
  const listener = typeof options.control === 'object' ? options.control : null
  const insecure = listener ? checkExposure(listener) : false
  const proxies = options.limits?.trustedProxies?.length ? proxyList(options.limits.trustedProxies) : null
  const core = coreOf(options, settings, adapter)
  const lone = loneWorkerWarning(options.control)
  if (lone) core.failed(new Error(`stormdeck: ${lone.text} Do this: ${lone.fix}`))
  const auth = authOf(options, core)
  const admission = new Admission({ core, options, proxies, auth })
  const polls = new PollSessions(core, admission, auth)
  const handle = createFallbackHandler(core, admission, polls, options.fallbackOrigins ?? null)
  const handshakes = adapter.http && new UnfinishedHandshakes(adapter.http)
  const tcpDrop = adapter.http && adapter.dropsAtTcp ? new TcpDrop(adapter.http, core) : null
  const sources = openSources({
    core,
    auth,
    breakers: new Breakers(error => core.failed(error)),
    unfinishedHandshakes: () => handshakes?.count ?? null,
    tcpDrop,
    adapter: adapter.kind,
    adapterWarnings: () => [...(lone ? [lone] : []), ...adapter.warnings()],
    ownPings: adapter.ownPings ?? null,
    routesItself: adapter.routesItself ?? false,
    insecure,
  })
  const metrics = new Metrics(() => agentMetrics(sources))
  const longPoll = new LongPoll()
  const primary = options.control === 'primary' ? linkToPrimary(sources) : null
  core.onDuration = durationMs => (primary ? primary.ended(durationMs) : metrics.observeDuration(durationMs))
  core.onUrgent = () => longPoll.urgent(core.now())
  core.onBurst = () => longPoll.burst(core.now())
  tellSessions(core)
  const undo = [
    // What a tier or a slow reader has held back is theirs all the same: their sockets stay.
    () => core.publisher.flush(() => false, Number.POSITIVE_INFINITY),
    startTicker(sources, longPoll, polls, new LeavingHost(core, adapter.http), () =>
      listeningPorts(adapter.server),
    ),
    ...adapter.hook({ core, admission, handle: settling(handle, handshakes) }),
    () => tcpDrop?.close(),
    () => handshakes?.close(),
    () => primary?.close(),
    () => core.flow.queue.flush(),
    () => longPoll.close(core.now()),
    () => polls.close(),
    () => core.detach(),
  ]
  if (core.foundSessions) sources.gauges.foundConnections()
  const routes = controlRoutes(agentSource(sources), metrics, longPoll)
  const control = listener && startControlServer(listener, routes, error => core.failed(error))
  return deckOf(sources, handle, control, async () => {
    onClose()
    core.detached = true
    for (const step of undo) trying(core, step)
    await control?.close()
    core.tier.close()
    closeSources(sources)
  })
}

/** A request that is taken from the server before anybody sees it is a whole one all the same. */
function settling(handle: FallbackHandler, handshakes: UnfinishedHandshakes | null): FallbackHandler {
  return (req, res) => {
    const taken = handle(req, res)
    if (taken) handshakes?.settle(req.socket)
    return taken
  }
}

function coreOf(options: AttachOptions, settings: Settings, { enforces, rate }: Adapter): Core {
  const keys = trustedKeys(options.trust ?? [])
  const flow = new Flow({
    group: settings.group,
    acceptsPerSecond: options.acceptsPerSecond ?? rate?.perSecond ?? null,
    ticketKey: options.ticketKey ?? null,
    wall: () => settings.clock.wall(),
    queue: new AdmissionQueue(rate),
  })
  const disk = openJournalOrNot(options.journalDir, settings.onError)
  return new Core({ settings, flow, enforces, tier: { keys, disk } })
}

function authOf({ authenticate, tokenOf }: AttachOptions, core: Core): AuthGate | null {
  if (!authenticate) return null
  const { totals, settings } = core
  const onError = (error: unknown) => core.failed(error)
  return new AuthGate({ authenticate, tokenOf, totals, now: () => settings.clock.now(), onError })
}

/** One step that fails must not leave the others undone. */
function trying(core: Core, step: () => void): void {
  try {
    step()
  } catch (error) {
    core.failed(error)
  }
}

function tellSessions(core: Core): void {
  core.onTold = session => session.peer.deliver(helloFrame(core, session))
  core.onDrain = session => {
    if (!session.announced) return
    const { drawn } = session
    const ticket = drawn === null ? null : (core.flow.tickets?.issue(drawn, 0, core.windowMs()) ?? null)
    session.peer.deliver(helloFrame(core, session, ticket))
  }
}

function deckOf(
  sources: StatusSources,
  handle: FallbackHandler,
  control: Deck['control'],
  close: () => Promise<void>,
): Deck {
  const { core } = sources
  let closing: Promise<void> | null = null
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
    restart({ perSecond = Number.POSITIVE_INFINITY } = {}) {
      return core.restart(perSecond > 0 ? perSecond : Number.POSITIVE_INFINITY)
    },
    status: () => buildStatus(sources, 0),
    close() {
      closing ??= close()
      return closing
    },
  }
}

function listeningPorts(server: Listening | null): ReadonlySet<number> {
  const address = server?.address()
  return new Set(typeof address === 'object' && address ? [address.port] : [])
}
