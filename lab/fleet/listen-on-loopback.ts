import type { AddressInfo, Server } from 'node:net'

/**
 * Listens on its own loopback address 127.0.1.n, so that connections to many nodes (or listeners of one node) do not
 * share one range of local ports; on systems that have only 127.0.0.1, there.
 * @returns the address as `host:port`
 */
export async function listenOnLoopback(server: Server, n: number, port = 0): Promise<string> {
  const listen = (host: string) =>
    new Promise<AddressInfo>((resolve, reject) => {
      const failed = (error: Error) => reject(error)
      server.once('error', failed)
      server.listen({ host, port, backlog: 4_096 }, () => {
        server.off('error', failed)
        resolve(server.address() as AddressInfo)
      })
    })
  const bound = await listen(`127.0.1.${n}`).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRNOTAVAIL') return listen('127.0.0.1')
    throw error
  })
  return `${bound.address}:${bound.port}`
}
