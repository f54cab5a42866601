import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Front = {
  url: string
  /** Ends every connection and takes no more: to a browser, the network is gone. */
  cut: () => Promise<void>
  /** Takes connections again, at the same address. */
  mend: () => Promise<void>
  close: () => Promise<void>
}

/**
 * A server on a free loopback port that passes everything on to `upstream`, but for what `take` answers itself (it
 * then returns true). Stands for the proxies and networks that stand before real dashboards.
 */
export async function startFront(
  upstream: string,
  take: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
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
  await listen(server, 0)
  const { port } = server.address() as AddressInfo
  const cut = () => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    server.closeAllConnections()
    return closed
  }
  return { url: `http://127.0.0.1:${port}`, cut, mend: () => listen(server, port), close: cut }
}

const listen = (server: Server, port: number) =>
  new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
