import type { Duplex } from 'node:stream'

/**
 * Keeps a client that leaves while its upgrade waits from ending the process, or from being taken for one that is still
 * there: Node takes its listeners off before `upgrade`, leaves the other half of a socket open after a FIN, and the
 * WebSocket server listens only once it takes the socket over.
 * @returns lets go; to be called right before somebody else listens
 */
export function holdSocket(socket: Duplex): () => void {
  socket.on('error', ignore)
  socket.on('end', hangUp)
  return () => {
    socket.off('error', ignore)
    socket.off('end', hangUp)
  }
}

/** The close that follows is what counts. */
function ignore(): void {}

function hangUp(this: Duplex): void {
  this.destroy()
}
