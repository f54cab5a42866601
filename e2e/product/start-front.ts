import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Front = { url: string; close: () => Promise<void> }

/**
 * A server on a free loopback port that passes everything on to `upstream`, but for what `take` answers itself (it
 * then returns true). Stands for the proxies that stand before real dashboards.
 */
export async function startFront(
  upstream: string,
  take: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<Front> {
  const server = createServer((asked, answer) => {
    if (take(asked, answer)) return
    const passed = request(
      new URL(asked.url ?? '/', upstream),
      { method: asked.method, headers: asked.headers },
      answered => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers)
        answered.pipe(answer)
      },
    )
    passed.on('error', () => answer.destroy())
    answer.on('close', () => passed.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}
