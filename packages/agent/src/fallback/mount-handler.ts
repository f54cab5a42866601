import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { settleHandshake } from '../ws/unfinished-handshakes.ts'
import type { FallbackHandler } from './fallback-handler.ts'

/**
 * Lets the handler look at every request before any listener, also before those that are added later: two answers
 * to one request would be an error in the application. The returned function puts the server back.
 */
export function mountHandler(server: Server, handler: FallbackHandler): () => void {
  const hadOwn = Object.hasOwn(server, 'emit')
  const emit: (event: string, ...args: unknown[]) => boolean = server.emit
  server.emit = (event: string, ...args: unknown[]): boolean => {
    if (event === 'request') {
      const [req, res] = args as [IncomingMessage, ServerResponse]
      if (handler(req, res)) {
        settleHandshake(req.socket)
        return true
      }
    }
    return emit.call(server, event, ...args)
  }
  return () => {
    if (hadOwn) server.emit = emit
    else delete (server as Partial<Server>).emit
  }
}
