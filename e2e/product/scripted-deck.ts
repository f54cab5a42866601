import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { HotAttempts } from '../../lib/contract/feed.ts'
import type { FleetState } from '../../lib/domain/fleet-state.ts'
import { createLiveFeed } from '../../lib/server/live/live-feed.ts'
import { startFront } from './start-front.ts'
import { startProduct } from './start-product.ts'

export type ScriptedDeck = {
  url: string
  /** Hands every viewer the next state, as the server's own feed would. */
  publish: (state: FleetState, hot?: HotAttempts) => void
  close: () => Promise<void>
}

/**
 * The production build without servers of its own, with a fleet that the caller makes up: its states travel through
 * the real feed and encoder, everything else is the real server's.
 * @param answers further paths that are made up, by pathname: a JSON body for a query
 */
export async function startScriptedDeck(
  answers: Record<string, (query: URLSearchParams) => unknown> = {},
): Promise<ScriptedDeck> {
  const product = await startProduct(['--no-demo'])
  let hotNow: HotAttempts = {}
  const feed = createLiveFeed(() => hotNow)

  const stream = (request: IncomingMessage, response: ServerResponse) => {
    const left = new AbortController()
    request.on('close', () => left.abort())
    response.on('close', () => left.abort())
    const body = feed.open(left.signal)
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    if (body !== null) Readable.fromWeb(body as never).pipe(response)
  }
  const front = await startFront(product.url, (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', product.url)
    if (pathname === '/api/live' && searchParams.get('once') !== '1') {
      stream(request, response)
      return true
    }
    const made = pathname === '/api/live' ? feed.once() : answers[pathname]?.(searchParams)
    if (made === undefined || made === null) return false
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(typeof made === 'string' ? made : JSON.stringify(made))
    return true
  })

  return {
    url: front.url,
    publish(state, hot = {}) {
      hotNow = hot
      feed.publish(state, hot)
    },
    async close() {
      feed.close()
      await front.close()
      await product.stop()
    },
  }
}
