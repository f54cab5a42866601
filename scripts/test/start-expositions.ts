import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Expositions = {
  /** `host:port` of each, in the order given. */
  targets: string[]
  stop: () => Promise<void>
}

/** Serves Prometheus text on a free loopback port for each of the texts, asked at every scrape. */
export async function startExpositions(texts: readonly (() => string)[]): Promise<Expositions> {
  const servers = await Promise.all(
    texts.map(
      text =>
        new Promise<Server>(resolve => {
          const server = createServer((_request, response) => {
            response.setHeader('content-type', 'text/plain; version=0.0.4')
            response.end(text())
          })
          server.listen(0, '127.0.0.1', () => resolve(server))
        }),
    ),
  )
  return {
    targets: servers.map(server => `127.0.0.1:${(server.address() as AddressInfo).port}`),
    async stop() {
      for (const server of servers) server.closeAllConnections()
      await Promise.all(servers.map(server => new Promise(done => server.close(done))))
    },
  }
}
