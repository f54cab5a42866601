/** What a run wants to know of one client, whatever library it is made of. */
export type ClientEvents = {
  /** A connection is about to be tried. */
  attempt(): void
  /** A request beside the connection, which costs the server as much. */
  hint(): void
  open(): void
  close(): void
}

/** Opens one connection that comes back by its library's own rules. */
export type ReturningClient = (url: string, events: ClientEvents) => void

export const LIBRARIES = ['stormdeck', 'socket.io-client', 'reconnecting-websocket', 'partysocket'] as const
export type Library = (typeof LIBRARIES)[number]
