import type { Server } from 'node:http'
import type { WebSocketServer } from 'ws'
import type { AttachOptions } from '../options.ts'

/**
 * Dropping at TCP hits whatever comes over the listener, so that it must serve nothing but upgrades of this one server.
 * @throws TypeError with what stands against it
 */
export function checkUpgradesOnly(wss: WebSocketServer, server: Server | null, options: AttachOptions): void {
  const problem = whyNot(wss, server, options)
  if (problem !== null) throw new TypeError(`stormdeck: dropAtTcp ${problem}`)
}

function whyNot(
  wss: WebSocketServer,
  server: Server | null,
  { fallback = 'server', limits }: AttachOptions,
): string | null {
  if (server === null) return 'needs the HTTP server: give it to the WebSocketServer as `server` or `port`'
  if (fallback === 'server')
    return "needs fallback: 'off' or 'handler': the fallback is served by this listener"
  if (limits?.trustedProxies?.length)
    return 'cannot be used behind a proxy, which would take the node for dead'
  // A WebSocketServer with a port of its own answers every request with 426.
  const own = wss.options.port === undefined || wss.options.port === null ? 0 : 1
  if (server.listenerCount('request') > own) return 'cannot be used: this server answers requests'
  if (server.listenerCount('upgrade') > 1)
    return 'cannot be used: somebody else takes upgrades of this server'
  return null
}
