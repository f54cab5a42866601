import type { LiveNews } from './live-state.ts'
import { ownFeedHere } from './own-feed-here.ts'
import type { TabMessage } from './worker-protocol.ts'

/** More tabs than anybody opens; the oldest is let go and asks again when it hears nothing. */
const MAX_PORTS = 64

/**
 * Owner of the live feed for every tab and frame of one browser (six HTTP/1.1 connections an origin: with a feed a
 * tab, the seventh tab would not load). Runs the storm detector on messages, since timers of hidden tabs sleep.
 */
const ports = new Set<MessagePort>()
const tell = (news: LiveNews) => {
  for (const port of ports) port.postMessage(news)
}
const owner = ownFeedHere(tell)

const join = (port: MessagePort) => {
  ports.add(port)
  const [oldest] = ports
  if (ports.size > MAX_PORTS && oldest) ports.delete(oldest)
  port.postMessage(owner.picture())
}

// The DOM and worker libraries of TypeScript exclude each other; this is the one name needed of the latter.
const scope = globalThis as unknown as { onconnect: (event: MessageEvent) => void }
scope.onconnect = event => {
  const port = event.ports[0]
  if (port === undefined) return
  port.onmessage = (message: MessageEvent<TabMessage>) =>
    message.data === 'leave' ? ports.delete(port) : join(port)
  join(port)
}
