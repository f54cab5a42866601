import { BATCH_INTERVAL_MS } from '@stormdeck/protocol'
import type { WebSocketServer } from 'ws'
import { TOUCH_INTERVAL_MS } from './attempts/attempts.ts'
import { controlRoutes } from './control/control-routes.ts'
import { checkExposure, startControlServer } from './control/control-server.ts'
import { Core } from './core.ts'
import type { Deck } from './deck.ts'
import { Door } from './door.ts'
import { helloFrame } from './hello.ts'
import { proxyList } from './limits/address-of.ts'
import { Metrics } from './metrics/metrics.ts'
import { Descriptors } from './observe/descriptors.ts'
import { LoopLag } from './observe/loop-lag.ts'
import { NetCounters } from './observe/net-counters.ts'
import { ProcessGauges } from './observe/process-gauges.ts'
import { SendBuffers } from './observe/send-buffers.ts'
import { SocketTable } from './observe/socket-table.ts'
import { type AttachOptions, settingsOf } from './options.ts'
import { buildStatus } from './status/build-status.ts'
import { LongPoll } from './status/long-poll.ts'
import type { StatusSources } from './status/status-sources.ts'
import { type JournalDisk, openJournal } from './tier/journal-file.ts'
import { trustedKeys } from './tier/verify-set.ts'
import { UnfinishedHandshakes } from './ws/unfinished-handshakes.ts'
import { hookWebSocketServer, httpServerOf } from './ws/ws-adapter.ts'

const attached = new WeakMap<WebSocketServer, Deck>()

/**
 * Puts an agent into a running `ws` server. Wrong options throw a sentence before anything is touched; after that
 * nothing the agent does can break its host. Attaching twice answers the deck that is there.
 */
export function attach(wss: WebSocketServer, options: AttachOptions): Deck {
  const present = attached.get(wss)
  if (present) {
    options.onError?.(new Error('stormdeck: an agent is attached to this server already'))
    return present
  }
  const settings = settingsOf(options)
  const insecure = options.control ? checkExposure(options.control) : false
  const proxies = options.limits?.trustedProxies?.length ? proxyList(options.limits.trustedProxies) : null
  const keys = trustedKeys(options.trust ?? [])

  const core = new Core({
    settings,
    enforces: [1, 2],
    tier: { keys, disk: journalOf(options, settings.onError) },
  })
  const server = httpServerOf(wss)
  const handshakes = server && new UnfinishedHandshakes(server)
  const nowMs = core.now()
  const sources: StatusSources = {
    core,
    gauges: new ProcessGauges(nowMs),
    descriptors: new Descriptors(),
    net: new NetCounters(),
    sockets: new SocketTable(),
    lag: new LoopLag(nowMs),
    sendBuffers: new SendBuffers(),
    unfinishedHandshakes: () => handshakes?.count ?? null,
    adapter: 'ws',
    insecure,
  }
  const metrics = new Metrics(sources)
  const longPoll = new LongPoll()
  core.onDuration = durationMs => metrics.observeDuration(durationMs)
  core.onUrgent = () => longPoll.urgent(core.now())
  core.onTold = session => session.peer.deliver(helloFrame(core, session))
  const unhook = hookWebSocketServer(wss, core, new Door(core, options, proxies))
  const control = options.control
    ? startControlServer(options.control, controlRoutes(sources, metrics, longPoll), error =>
        core.failed(error),
      )
    : null
  const stop = startTicker(sources, longPoll, () => portsOf(server))

  const deck: Deck = {
    control,
    publish(topic, payload, { droppable = false } = {}) {
      try {
        core.publish(topic, payload, droppable)
      } catch (error) {
        core.failed(error)
      }
    },
    status: () => buildStatus(sources, 0),
    async close() {
      if (!attached.delete(wss)) return
      stop()
      unhook()
      handshakes?.close()
      longPoll.close(core.now())
      await control?.close()
      core.tier.close()
      for (const source of [sources.gauges, sources.descriptors, sources.net, sources.sockets, sources.lag])
        source.close()
    },
  }
  attached.set(wss, deck)
  return deck
}

function journalOf(options: AttachOptions, onError: (error: unknown) => void): JournalDisk | null {
  if (options.journalDir === undefined) return null
  try {
    return openJournal(options.journalDir)
  } catch (error) {
    onError(error)
    return null
  }
}

/** The one timer of an agent. Twice a bucket it looks at the clock; every second it does the rest. */
function startTicker(
  sources: StatusSources,
  longPoll: LongPoll,
  ports: () => ReadonlySet<number>,
): () => void {
  const { core } = sources
  const tickMs = core.settings.heartbeat?.tickMs ?? 1_000
  let flushAtMs = 0
  let turnAtMs = tickMs
  const tick = () => {
    const nowMs = core.now()
    core.attempts.touch(nowMs)
    core.tier.tick()
    longPoll.tick(nowMs)
    sources.sendBuffers.step(core.pool.sessions, 100 + core.pool.current / 10)
    if (nowMs >= turnAtMs) {
      turnAtMs = Math.max(turnAtMs + tickMs, nowMs)
      core.heartbeat?.turn(nowMs)
    }
    if (nowMs < flushAtMs) return
    flushAtMs = nowMs + BATCH_INTERVAL_MS - TOUCH_INTERVAL_MS / 2
    core.eachSecond(nowMs)
    sources.gauges.sample(nowMs, core.pool.current)
    sources.lag.tick(nowMs)
    sources.sockets.refresh(ports(), nowMs)
  }
  const timer = setInterval(() => {
    try {
      tick()
    } catch (error) {
      core.failed(error)
    }
  }, TOUCH_INTERVAL_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function portsOf(server: import('node:http').Server | null): ReadonlySet<number> {
  const address = server?.address()
  return new Set(typeof address === 'object' && address ? [address.port] : [])
}
