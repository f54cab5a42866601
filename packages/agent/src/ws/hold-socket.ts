import type { Duplex } from 'node:stream'

/**
 * Keeps a client that resets its connection from ending the process while its upgrade waits: Node takes its error
 * listener off before `upgrade`, and the WebSocket server adds one only when it takes the socket over.
 * @returns lets go; to be called right before somebody else listens
 */
export function holdSocket(socket: Duplex): () => void {
  socket.on('error', ignore)
  return () => {
    socket.off('error', ignore)
  }
}

/** The close that follows is what counts. */
function ignore(): void {}
