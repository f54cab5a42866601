import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands in front of a real Prometheus and lets every answer wait. `asked`: how often it was. */
export async function startSlowProxy(target: string, delayMs: number) {
  let asked = 0
  const server = createServer((incoming, outgoing) => {
    asked++
    setTimeout(() => {
      const { method, headers } = incoming
      const onward = request(`${target}${incoming.url}`, { method, headers })
      onward.once('response', answer => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      onward.once('error', () => outgoing.destroy())
      incoming.pipe(onward)
    }, delayMs)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    async stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
