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
  let open = true
  const watched = (event: string, ...args: unknown[]): boolean => {
    if (open && event === 'request') {
      const [req, res] = args as [IncomingMessage, ServerResponse]
      if (handler(req, res)) {
        settleHandshake(req.socket)
        return true
      }
    }
    return emit.call(server, event, ...args)
  }
  server.emit = watched
  return () => {
    open = false
    // Somebody else may have wrapped it since; what is left of ours then only passes on.
    if (server.emit !== watched) return
    if (hadOwn) server.emit = emit
    else delete (server as Partial<Server>).emit
  }
}
