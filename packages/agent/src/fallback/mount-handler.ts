import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { interceptEvents } from '../ws/intercept-events.ts'
import type { FallbackHandler } from './fallback-handler.ts'

/**
 * Lets the handler look at every request before any listener: two answers to one request would be an error in the
 * application. The returned function puts the server back.
 */
export function mountHandler(server: Server, handler: FallbackHandler): () => void {
  return interceptEvents(server, (event, args) => {
    if (event !== 'request') return false
    const [req, res] = args as [IncomingMessage, ServerResponse]
    return handler(req, res)
  })
}
