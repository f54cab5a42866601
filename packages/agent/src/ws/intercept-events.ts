import type { Server } from 'node:http'

type Emit = (event: string, ...args: unknown[]) => boolean

/**
 * Sees every event of a server before any listener, also before those that are added later. No listener of ours is left on
 * the server: Node looks at their number, and hands an upgrade over to whoever seems to wait for it.
 * @param look true: the event was taken, and nobody else hears of it
 * @returns puts the server back
 */
export function interceptEvents(
  server: Server,
  look: (event: string, args: readonly unknown[]) => boolean,
): () => void {
  const hadOwn = Object.hasOwn(server, 'emit')
  const emit: Emit = server.emit
  let open = true
  const watched: Emit = (event, ...args) => (open && look(event, args)) || emit.call(server, event, ...args)
  server.emit = watched
  return () => {
    open = false
    // Somebody else may have wrapped it since; what is left of ours then only passes on.
    if (server.emit !== watched) return
    if (hadOwn) server.emit = emit
    else delete (server as Partial<Server>).emit
  }
}
